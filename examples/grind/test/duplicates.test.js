import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duplicates } from '../src/index.js';

test('what stands in a list twice is found once, in the order in which it came again', () => {
  assert.deepEqual(duplicates([1, 2, 2, 3, 1, 2]), [2, 1]);
});

test('an empty list has no duplicates', () => {
  assert.deepEqual(duplicates([]), []);
});
