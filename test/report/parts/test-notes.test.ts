import { describe, expect, test } from '@jest/globals';
import { parseDeferred } from '../../../src/documents/deferred.js';
import { baselineLine, testNotes } from '../../../src/report/parts/test-notes.js';
import { pullRequestRegion } from '../../../src/report/pull-request.js';
import { statusComment } from '../../../src/report/status-comment.js';
import { terminalStatus } from '../../../src/report/terminal-status.js';
import type { RunRecord } from '../../../src/run/record.js';
import type { Baseline } from '../../../src/run/tests/baseline.js';
import { PLAN, record } from '../../run/samples.js';
import { LINKS, view } from '../samples.js';

const BASELINE: Baseline = { label: 'npm test', verdict: 'known', failures: ['a > b', 'c'], ran: 9, seconds: 1 };
const notes = (fields: Partial<RunRecord>) => testNotes(record(fields));
const passed = { label: 'npm test', passed: true, summary: 'npm test: passed', seconds: 1 };

describe('what is said about tests', () => {
  test('is nothing where all is well', () => {
    expect(notes({ tests: passed, baseline: { ...BASELINE, verdict: 'green', failures: [] } })).toEqual([]);
  });

  test('names those that failed before the run', () => {
    expect(notes({ baseline: BASELINE, baseline_failures: ['a > b', 'c'] })).toEqual([
      '**Red before this run:** 2 tests failed on the base: `a > b`, `c`. Nobody is charged with them.',
    ]);
  });

  test('names those that pass since', () => {
    expect(notes({ baseline: BASELINE, baseline_failures: ['c'] })).toEqual([
      '**Red before this run:** 2 tests failed on the base: `a > b`, `c`. 1 of them still fails; passing since: `a > b`.',
    ]);
  });

  test('admits what nobody can tell', () => {
    expect(notes({ baseline: { ...BASELINE, verdict: 'unclear', failures: [] } })[0]).toMatch(/does not say which/);
    expect(notes({ tests: { ...passed, flaky: [] } })[0]).toMatch(/does not say which/);
  });

  test('names flaky tests and changed commands', () => {
    expect(notes({ flaky_tests: ['x'], tests: { ...passed, changed: ['package.json: test'] } })).toEqual([
      '**Flaky tests:** failed, and passed when run again: `x`.',
      '**Test command changed:** `package.json: test`.',
    ]);
  });

  test('stays short and harmless, whatever the names are', () => {
    const failures = Array.from({ length: 500 }, (_, index) => `@everyone \`${index}\` ${'x'.repeat(290)}`);
    const [note = ''] = notes({ baseline: { ...BASELINE, failures }, baseline_failures: failures });
    expect(note.length).toBeLessThan(2_000);
    expect(note).toContain('and 490 more');
    expect(note).toContain('``@everyone `0` xxx');
  });
});

test('status comment, pull request and terminal show it', () => {
  const fields = { baseline: BASELINE, baseline_failures: ['c'], tests: passed, flaky_tests: ['x'] };
  const deferred = parseDeferred('');
  const texts = [
    statusComment(view(fields), LINKS),
    deferred.ok ? pullRequestRegion(view(fields), deferred.value, []) : '',
  ];
  for (const text of texts) {
    expect(text).toContain('**Red before this run:** 2 tests');
    expect(text).toContain('**Flaky tests:**');
  }
  const lines = deferred.ok ? terminalStatus(record(fields), PLAN, deferred.value) : [];
  expect(lines).toContain('red before this run: 2 tests, of which 1 still fail');
});

test.each<[Partial<Baseline>, string | null]>([
  [{}, '2 tests failed before this run and will not be charged to a fixer: a > b, c'],
  [{ verdict: 'green', failures: [] }, null],
  [{ verdict: 'empty', failures: [] }, 'the base has no tests yet'],
  [
    { verdict: 'unclear', failures: [] },
    'the tests fail on the base already, and do not say which; whatever lands must turn them green',
  ],
])('a log says of a baseline %j: %s', (fields, line) => {
  expect(baselineLine({ ...BASELINE, ...fields })).toBe(line);
});
