import { describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../../src/documents/deferred.js';
import { logLines } from '../../../src/report/log-lines.js';
import { pullRequestRegion } from '../../../src/report/pull-request.js';
import { statusComment } from '../../../src/report/status-comment.js';
import type { TestChange } from '../../../src/run/units/test-change.js';
import { LINKS, view } from '../samples.js';

const change: TestChange = {
  unit: 'phase/01',
  rule: 'deleted-test',
  path: 'test/a.test.ts',
  line: 3,
  what: 'test "adds" was deleted',
  before: "it('adds')",
  after: '',
  level: 'finding',
  reason: 'it is @gone, see #1',
};

describe('tests that say less', () => {
  test('stand in the pull request with file, line and reason, which brings nothing to life', () => {
    const body = pullRequestRegion(view({ test_changes: [change] }), EMPTY_DEFERRED, []);
    expect(body).toContain('## Changed tests');
    expect(body).toContain('`test/a.test.ts:3` (`deleted-test`, phase/01): test "adds" was deleted — reason: it is');
    expect(body).not.toContain('@gone');
    expect(body).not.toContain('#1');
  });

  test('are said to have no reason where they have none; a note needs none', () => {
    const changes = [
      { ...change, reason: null },
      { ...change, path: 'b', level: 'note' as const, reason: null },
    ];
    const body = pullRequestRegion(view({ test_changes: changes }), EMPTY_DEFERRED, []);
    expect(body.match(/no reason was given/g)).toHaveLength(1);
  });

  test('stand in the status comment as one line', () => {
    expect(statusComment(view({ test_changes: [change, change] }), LINKS)).toContain(
      '**Changed tests:** they say less than before in 2 places, in `test/a.test.ts`',
    );
  });

  test('are counted where they are many', () => {
    const body = pullRequestRegion(
      view({ test_changes: Array.from({ length: 40 }, () => change) }),
      EMPTY_DEFERRED,
      [],
    );
    expect(body).toContain('- and 10 more');
  });

  test('are nowhere where there are none', () => {
    expect(pullRequestRegion(view({ test_changes: [] }), EMPTY_DEFERRED, [])).not.toContain('Changed tests');
    expect(statusComment(view(), LINKS)).not.toContain('Changed tests');
  });

  test('are lines of the log', () => {
    expect(logLines({ kind: 'tests_weakened', changes: [change] }).map(({ text }) => text)).toEqual([
      'tests say less than before:',
      '  test/a.test.ts:3 test "adds" was deleted [deleted-test] (reason: it is @gone, see #1)',
    ]);
  });
});
