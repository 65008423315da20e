import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { textEnd } from '../../src/agents/output/text-end.js';

const MB = 1_000_000;

/** Bytes of strings, which lie outside of the heap where they are long, after everything that nobody needs was let go. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('the end of a text is its last million characters, in whole lines', () => {
  const text = textEnd();
  for (let line = 0; line < 300; line += 1) {
    text.add(String(line).padStart(10_000));
  }
  const kept = text.text().split('\n').map(Number);
  expect(kept).toEqual(Array.from({ length: 99 }, (_, index) => 201 + index));
});

test('what came before it is not held in memory, however long the lines', () => {
  const text = textEnd();
  const before = held();
  for (let line = 0; line < 100; line += 1) {
    text.add(Buffer.alloc(2 * MB, 'a').toString('latin1'));
  }
  expect(held() - before).toBeLessThan(80 * MB);
  expect(text.text()).toHaveLength(2 * MB);
});

test('lines of white space alone are no text', () => {
  const text = textEnd();
  text.add('');
  text.add('  ');
  expect(text.blank()).toBe(true);
  text.add(' a');
  expect(text.blank()).toBe(false);
  text.clear();
  expect(text.blank()).toBe(true);
});
