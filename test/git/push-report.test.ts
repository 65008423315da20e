import { describe, expect, test } from '@jest/globals';
import { remoteText, trouble } from '../../src/git/program/trouble.js';
import { lostInRace, parsePushReport } from '../../src/git/remote/push-report.js';

function fateOf(summary: string): string | undefined {
  return parsePushReport(`To https://x\n!\t${'1'.repeat(40)}:refs/heads/a\t${summary}\nDone\n`)[0]?.fate;
}

describe('what a push reports', () => {
  test.each([
    '[rejected] (stale info)',
    '[rejected] (fetch first)',
    '[rejected] (non-fast-forward)',
    "[remote rejected] (cannot lock ref 'refs/heads/a': is at 1 but expected 2)",
    "[remote rejected] (cannot lock ref 'refs/heads/a': reference already exists)",
    '[remote rejected] (incorrect old value provided)',
  ])('%s means that somebody else was faster', (summary) => {
    expect(fateOf(summary)).toBe('stale');
  });

  test.each([
    '[remote rejected] (pre-receive hook declined)',
    '[remote rejected] (protected branch hook declined)',
    '[remote rejected] (push declined due to repository rule violations)',
    '[remote rejected] (refusing to allow a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission)',
    '[remote rejected] (deletion prohibited)',
  ])('%s means no', (summary) => {
    expect(fateOf(summary)).toBe('refused');
  });

  test.each(['[rejected] (atomic push failed)', '[remote rejected] (atomic transaction failed)'])(
    '%s is the fault of another ref',
    (summary) => {
      expect(fateOf(summary)).toBe('collateral');
    },
  );

  test('good lines are done: new, updated, deleted, up to date', () => {
    const lines = [
      '*\ta:refs/heads/n\t[new branch]',
      ' \ta:refs/heads/u\t1..2',
      '-\t:refs/heads/d\t[deleted]',
      '=\ta:refs/heads/e\t[up to date]',
    ];
    expect(parsePushReport(lines.join('\n')).map((report) => report.fate)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('when the remote blames no ref, its text does', () => {
    const refs = ['refs/heads/a', 'refs/heads/b'];
    expect(lostInRace("remote: error: cannot lock ref 'refs/heads/b': is at 1 but expected 2", refs)).toEqual([
      'refs/heads/b',
    ]);
    expect(lostInRace('remote: error: failed to lock something', refs)).toEqual(refs);
    expect(lostInRace('remote: error: disk full', refs)).toEqual([]);
  });

  test.each([
    ['fatal: Authentication failed for https://x', 'refused'],
    ['remote: Permission to o/r.git denied to x.\nfatal: The requested URL returned error: 403', 'refused'],
    ["remote: Repository not found.\nfatal: repository 'https://x/' not found", 'refused'],
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'refused'],
    ['fatal: unable to access: Could not resolve host: x', 'unreachable'],
    ['fatal: unable to access: The requested URL returned error: 502', 'unreachable'],
    ['fatal: the remote end hung up unexpectedly', 'unreachable'],
  ])('%j is %s', (stderr, kind) => {
    expect(trouble({ stderr, timedOut: false })).toBe(kind);
  });

  test('the text of the remote is kept without the rest', () => {
    expect(remoteText('remote: \nremote: error: GH006: Protected branch  \nTo x\n ! [rejected]\n')).toBe(
      'error: GH006: Protected branch',
    );
  });
});
