import { describe, expect, test } from '@jest/globals';
import { land, save } from '../../../src/run/advance.js';
import type { TestsReport } from '../../../src/run/record.js';
import { runRecordSchema } from '../../../src/run/record.js';
import { addFlaky, type Baseline, isExcused, stillKnown } from '../../../src/run/tests/baseline.js';
import { lease, NOW, order, progress, record } from '../samples.js';

const BASELINE: Baseline = { label: 'npm test', verdict: 'known', failures: ['a', 'b'], ran: 10, seconds: 2 };
const RED = { failing: ['a', 'b'], ran: 10, told: true };
const excused = (run: Partial<typeof RED>, baseline: Baseline | null = BASELINE, known = ['a', 'b']) =>
  isExcused({ ...RED, ...run }, baseline, known);

describe('a red run is excused', () => {
  test('when nothing fails but what failed before the run began', () => {
    expect(excused({})).toBe(true);
    expect(excused({ failing: ['b'] })).toBe(true);
    expect(excused({ ran: 11 })).toBe(true);
  });

  test.each([
    ['one more test fails', excused({ failing: ['a', 'c'] })],
    ['the names are not the whole truth', excused({ told: false })],
    ['it names nothing', excused({ failing: [] })],
    ['fewer tests ran than on the base', excused({ ran: 9 })],
    ['a failure had been mended meanwhile', excused({}, BASELINE, ['a'])],
    ['the base was green', excused({}, { ...BASELINE, verdict: 'green', failures: [] })],
    ['the base was red in a way that nobody could tell', excused({}, { ...BASELINE, verdict: 'unclear' })],
    ['nobody knows how many tests the base has', excused({}, { ...BASELINE, ran: null })],
    ['nobody looked at the base', excused({}, null)],
  ])('and not when %s', (_, verdict) => {
    expect(verdict).toBe(false);
  });
});

const passed: TestsReport = { label: 'npm test', passed: true, summary: 'npm test: passed', seconds: 1 };

describe('known failures', () => {
  test('that passed in a landed unit are excused no more', () => {
    expect(stillKnown(['a', 'b'], { known: ['b'] })).toEqual(['b']);
    expect(stillKnown(['a', 'b'], {})).toEqual([]);
  });

  test('stay as they are where nothing was tested', () => {
    expect(stillKnown(['a', 'b'], null)).toEqual(['a', 'b']);
  });
});

describe('the record', () => {
  const running = record({ status: 'running', lease: lease('n0'), orders: { o1: order() } });
  const landing = { phase: '01', commit: null, more: true, now: NOW } as const;

  test('takes the baseline with the first save of the unit', () => {
    const saved = { progress: progress({ baseline: BASELINE }), wipSha: 'f'.repeat(40), allowanceUsd: 1, now: NOW };
    const step = save(running, order(), saved);
    expect(step).toMatchObject({ ok: true, value: { baseline: BASELINE, baseline_failures: ['a', 'b'] } });
  });

  test('keeps it over a landing, without what has passed since', () => {
    const tests = { ...passed, known: ['b'], flaky: ['c'] };
    const step = land(running, order(), { progress: progress({ baseline: BASELINE, tests }), ...landing });
    expect(step).toMatchObject({
      ok: true,
      value: { baseline: BASELINE, baseline_failures: ['b'], flaky_tests: ['c'], tests: { known: ['b'] } },
    });
  });

  test('keeps the base command of a unit in its order', () => {
    const baseCommand = {
      argv: ['npm', 'test'] satisfies [string, ...string[]],
      scripts: { 'package.json: test': 'jest' },
    };
    const saved = { progress: progress({ baseCommand }), wipSha: 'f'.repeat(40), allowanceUsd: 1, now: NOW };
    const step = save(running, order(), saved);
    expect(step).toMatchObject({ ok: true, value: { orders: { o1: { base_command: baseCommand } } } });
  });

  test('of an older version can still be read', () => {
    const { baseline: _, flaky_tests: __, ...old } = record();
    expect(runRecordSchema.safeParse(old).success).toBe(true);
  });
});

test('flaky tests are listed once, up to a bound', () => {
  expect(addFlaky(['a'], ['b', 'a'])).toEqual(['a', 'b']);
  expect(
    addFlaky(
      [],
      Array.from({ length: 500 }, (_, index) => `t${index}`),
    ),
  ).toHaveLength(100);
});
