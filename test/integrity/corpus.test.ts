import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/integrity/finding.js';
import { readCases, readCorpus } from './corpus.js';
import { measure, scoreTable } from './measure.js';

const dev = readCorpus('dev');
const heldOut = readCorpus('held-out');

/** What the held-out part must reach. */
const RECALL = 0.95;
const PRECISION = 0.9;

describe('the corpus', () => {
  test('has at least 300 cases in seven languages, a third of them held out', () => {
    const all = [...dev, ...heldOut];
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(heldOut.length).toBeGreaterThanOrEqual(all.length / 3);
    const languages = ['csharp', 'go', 'java', 'js', 'python', 'ruby', 'rust'];
    expect([...new Set(dev.map(({ language }) => language))].sort()).toEqual(languages);
    expect([...new Set(heldOut.map(({ language }) => language))].sort()).toEqual(languages);
  });

  test('names each case once, with labels that are rules, and something changes in each', () => {
    const all = [...dev, ...heldOut];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, expected, files } of all) {
      expect([id, expected.flat().filter((label) => !RULES.some((rule) => rule === label))]).toEqual([id, []]);
      expect([id, files.some(({ before, after }) => before !== after)]).toEqual([id, true]);
    }
  });

  test('is as often clean as not, or nearly', () => {
    const all = [...dev, ...heldOut];
    expect(all.filter(({ expected }) => expected.length === 0).length).toBeGreaterThan(all.length * 0.4);
  });
});

describe('the rules', () => {
  test('find what the held-out part has, and little else', () => {
    const { recall, precision, wrong } = measure(heldOut);
    const good = recall >= RECALL && precision >= PRECISION;
    expect(good ? '' : `${scoreTable(heldOut)}\n${wrong.length} cases went wrong`).toBe('');
  });

  test('get no case wrong that they were written with', () => {
    expect(measure(dev).wrong).toEqual([]);
  });

  test('find nothing when a change is turned into no change', () => {
    const still = [...dev, ...heldOut].map((one) => ({
      ...one,
      expected: [],
      files: one.files.map((file) => ({ ...file, after: file.before })),
    }));
    expect(measure(still).wrong).toEqual([]);
  });
});

describe('the measure', () => {
  const read = (labels: string, mark: string) =>
    readCases(
      `=== x-1 : ${labels}\n--- a.test.ts\n-it('a', () => {\n+it${mark}('a', () => {\n   expect(a).toBe(1);\n });\n`,
      'js',
    );

  test('counts a missed label, an unexpected finding and a right one', () => {
    expect(measure(read('skipped-test', '.skip'))).toMatchObject({
      found: 1,
      missed: 0,
      extra: 0,
      recall: 1,
      precision: 1,
    });
    expect(measure(read('clean', '.skip'))).toMatchObject({ found: 0, missed: 0, extra: 1, precision: 0 });
    expect(measure(read('skipped-test', '.each([1])'))).toMatchObject({ found: 0, missed: 1, extra: 0, recall: 0 });
    expect(measure(read('deleted-test', '.skip'))).toMatchObject({ found: 0, missed: 1, extra: 1 });
    expect(measure(read('deleted-test/skipped-test', '.skip'))).toMatchObject({ found: 1, missed: 0, extra: 0 });
  });
});
