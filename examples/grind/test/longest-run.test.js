import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestRun } from '../src/index.js';

test('the longest stretch of equal items counts', () => {
  assert.equal(longestRun([1, 1, 2, 2, 2, 1]), 3);
  assert.equal(longestRun([]), 0);
});
