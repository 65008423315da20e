import { describe, expect, it } from '@jest/globals';
import type { SessionRecord } from '../../../src/grind/session-record.js';
import { logLines } from '../../../src/report/log-lines.js';

const session: SessionRecord = {
  schema: 1,
  seq: 3,
  run_id: 'run',
  prompt: 'lint',
  prompt_sha256: 'a',
  rotation: 5,
  started_at: '2026-01-31T06:00:00.000Z',
  ended_at: '2026-01-31T06:01:05.000Z',
  status: 'ok',
  summary: 'two warnings fewer\nnext: the rest',
  code: null,
  commit: '0123456789abcdef',
  kept: null,
  again: false,
  tokens: { input: 1500, output: 20, by_role: {} },
  cost_usd: 0.25,
  tests: null,
  metric: null,
  hooks: [],
  transcript: 'session-0003-lint',
};

const text = (event: Parameters<typeof logLines>[0]) => logLines(event).map((line) => line.text);

describe('the log of a grind run', () => {
  it('says whose turn it is, and when a session begins', () => {
    expect(text({ kind: 'scheduler_picked', seq: 3, rotation: 5, prompt: 'lint' })).toEqual([
      'rotation 5: the turn of lint',
    ]);
    const begun = { kind: 'session_started', seq: 3, prompt: 'lint', parallelSafe: false } as const;
    expect(text({ ...begun, resumedAt: null })).toEqual(['session 0003: lint']);
    expect(text({ ...begun, resumedAt: 'test' })).toEqual(['session 0003: lint, resumed at test']);
    expect(text({ ...begun, resumedAt: null, again: true })).toEqual([
      'session 0003: lint, once more and alone: it did not merge with what landed before it, or not without failing tests',
    ]);
  });

  it('tells a session that ended in one line, with the first of its summary', () => {
    expect(text({ kind: 'session_ended', session, seconds: 65 })).toEqual([
      'session 0003 (lint) ok: commit 0123456; 1.5k tokens, $0.2500, 1m 05s — two warnings fewer',
    ]);
    expect(
      text({
        kind: 'session_ended',
        session: { ...session, status: 'error', commit: null, summary: null },
        seconds: 65,
      }),
    ).toEqual(['session 0003 (lint) error: no commit; 1.5k tokens, $0.2500, 1m 05s']);
  });

  it('shows a hook that failed, and a budget that is nearly used', () => {
    const hook = { kind: 'pre_session', success: false, outcome: 'non-zero exit 3' } as const;
    expect(logLines({ kind: 'hook_ran', seq: 3, hook })).toEqual([
      { source: 'pitboss', text: 'session 0003: hook pre_session non-zero exit 3', tone: 'bad' },
    ]);
    expect(text({ kind: 'budget_warning', budget: 'cost' })).toEqual([
      "80 % of the run's budget of money (max_cost_usd) is used",
    ]);
  });
});
