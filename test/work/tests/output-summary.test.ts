import { describe, expect, test } from '@jest/globals';
import { cleanLine } from '../../../src/work/tests/clean-line.js';
import { outputSummary } from '../../../src/work/tests/output-summary.js';

function summary(lines: readonly string[]): readonly string[] {
  const output = outputSummary();
  for (const line of lines) {
    output.add(line);
  }
  expect(output.count()).toBe(lines.length);
  return output.lines();
}

const numbered = (count: number, change: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: count }, (_, index) => change[index + 1] ?? `line ${index + 1}`);

describe('the lines of an output that are kept', () => {
  test.each([0, 1, 10, 40, 50])('are all of them where there are %d', (count) => {
    expect(summary(numbered(count))).toEqual(numbered(count));
  });

  test('are the head, each failure with its surroundings, and the last 40', () => {
    const lines = numbered(200, { 60: 'not ok 7 - adds', 120: '--- FAIL: TestX (0.00s)' });
    expect(summary(lines)).toEqual([
      ...lines.slice(0, 10),
      '[… 47 lines left out …]',
      ...lines.slice(57, 71),
      '[… 46 lines left out …]',
      ...lines.slice(117, 131),
      '[… 29 lines left out …]',
      ...lines.slice(160),
    ]);
  });

  test('are bounded, however many failures there are', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `not ok ${index + 1} - x`);
    const kept = summary(lines);
    expect(kept.length).toBeLessThanOrEqual(10 + 40 + 40 + 2);
    expect(kept.slice(-40)).toEqual(lines.slice(-40));
  });

  test('are cut where they are long', () => {
    const kept = summary(numbered(100, { 1: 'x'.repeat(5_000), 100: 'y'.repeat(5_000) }));
    expect(kept[0]).toBe(`${'x'.repeat(300)}…`);
    expect(kept.at(-1)).toBe(`${'y'.repeat(1_000)}…`);
  });
});

describe('a clean line', () => {
  test.each([
    ['plain', 'plain'],
    ['\u001b[1m\u001b[31mred\u001b[39m\u001b[22m', 'red'],
    ['\u001b]8;;https://x.test\u0007link\u001b]8;;\u0007', 'link'],
    ['  1%\r 50%\r100%', '100%'],
    ['windows\r', 'windows'],
    ['a\tb\u0000\u0007c', 'a\tbc'],
    ['unfinished \u001b[31', 'unfinished [31'],
    ['', ''],
  ])('of %j is %j', (line, clean) => {
    expect(cleanLine(line)).toBe(clean);
  });

  test('has a longest length', () => {
    expect(cleanLine('x'.repeat(10_000_000))).toHaveLength(4_097);
  });
});
