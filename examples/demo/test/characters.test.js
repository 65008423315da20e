import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countCharacters } from '../src/index.js';

test('an empty text has no characters', () => {
  assert.equal(countCharacters(''), 0);
});

test('an emoji is one character', () => {
  assert.equal(countCharacters('go 🎲!'), 5);
});
