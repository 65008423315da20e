import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineSplitter } from '../../src/process/line-splitter.js';

function split(chunks: readonly Buffer[], maxLineBytes = 1_000): string[] {
  const splitter = lineSplitter(maxLineBytes);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

describe('lines of a byte stream', () => {
  test('are the same wherever the chunks are cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.nat(10), (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\r\n`).join(''));
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size + 1) {
          chunks.push(bytes.subarray(at, at + size + 1));
        }
        expect(split(chunks)).toEqual(lines.map((text) => Buffer.from(text).toString()));
      }),
    );
  });

  test('lose one CR before the LF and keep others', () => {
    expect(split([Buffer.from('a\rb\r\r\n\r\n\n')])).toEqual(['a\rb\r', '', '']);
  });

  test('end with the stream, with or without a line end', () => {
    expect(split([Buffer.from('a\nb')])).toEqual(['a', 'b']);
    expect(split([Buffer.from('a\n')])).toEqual(['a']);
    expect(split([])).toEqual([]);
  });

  test('are cut between characters', () => {
    expect(split([Buffer.from('aé€\nok\n')], 5)).toEqual(['aé', 'ok']);
    expect(split([Buffer.from('abc'), Buffer.from('def'), Buffer.from('\n')], 4)).toEqual(['abcd']);
  });
});
