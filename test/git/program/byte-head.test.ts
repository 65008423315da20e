import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byteHead } from '../../../src/git/program/byte-head.js';

const MiB = 1024 * 1024;

/** Bytes outside of the heap, after everything that nobody needs was let go. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}

test('the first bytes are kept, and the rest of each chunk is handed back', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), fc.nat(20), (chunks, limit) => {
      const head = byteHead(limit);
      const rest = chunks.map((chunk) => head.take(Buffer.from(chunk)));
      const all = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
      expect(head.bytes()).toEqual(all.subarray(0, limit));
      expect(Buffer.concat(rest)).toEqual(all.subarray(limit));
    }),
  );
});

test('a stream of any length is not held in memory', () => {
  const head = byteHead(1000);
  head.take(Buffer.alloc(MiB, 'a'));
  const before = held();
  for (let chunk = 0; chunk < 200; chunk += 1) {
    head.take(Buffer.alloc(MiB, 'b'));
  }
  expect(held() - before).toBeLessThan(20 * MiB);
  expect(head.bytes()).toHaveLength(1000);
});
