import { describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../src/documents/deferred.js';
import { dollars, duration, plural, tokens } from '../../src/report/format.js';
import { logLines } from '../../src/report/log-lines.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { terminalStatus } from '../../src/report/terminal-status.js';
import { halts } from '../../src/run/halts.js';
import { NOW, order, PLAN, planOf, planText, RUN, record, spent } from '../run/samples.js';

describe('numbers for people', () => {
  test.each([
    [0.04, '0.0s'],
    [12.34, '12.3s'],
    [65, '1m 05s'],
    [7384, '2h 03m'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
  test('tokens, dollars, counts', () => {
    expect([tokens(999), tokens(12_340), tokens(4_500_000)]).toEqual(['999', '12.3k', '4.5M']);
    expect(dollars(1.5)).toBe('$1.5000');
    expect([plural(1, 'phase'), plural(0, 'phase'), plural(2, 'dispatch', 'dispatches')]).toEqual([
      '1 phase',
      '0 phases',
      '2 dispatches',
    ]);
  });
});

describe('the status in a terminal', () => {
  test('of a fresh run', () => {
    expect(terminalStatus(record(), PLAN, EMPTY_DEFERRED)).toEqual([
      `run: ${RUN} (queued, started ${NOW})`,
      `branch: pitboss/play/${RUN}`,
      'plan: phase 01 of 3 — Title 01 (1)',
      'completed: (none)',
      'deferred items: 0 (0 unchecked, 0 checked)',
      'deferred phases: 0',
      'Sweep:',
      '  pending: false',
      '  consecutive: 0',
      '  deferred items: 0 unchecked / 0 total',
      'tokens: input=0 output=0',
      'cost: $0.0000 (0 tokens)',
      'last commit: (none)',
      `\`pitboss fold ${RUN}\` stops this run and keeps what landed; \`pitboss doctor\` says whether a process is at work on it.`,
    ]);
  });

  test('of a run that halted half-way', () => {
    const halted = record({
      status: 'halted',
      original_branch: 'main',
      completed: ['01'],
      head_sha: 'c'.repeat(40),
      orders: { o1: order({ unit: 'phase/02', stage: 'fix' }) },
      token_usage: {
        input: 90,
        output: 20,
        by_role: { implementer: { input: 80, output: 15 }, fixer: { input: 10, output: 5 } },
      },
      usage: { by_role: spent(1), unsettled_usd: 0 },
      limits: { max_total_usd: 4, max_total_tokens: 200 },
      halt: halts.testsFailed('npm test: failed (exit 1)\nboom'),
    });
    const deferred = {
      items: [
        { text: 'a', done: true },
        { text: 'b', done: false },
      ],
      phases: [{ sourcePhase: '01', title: 't', body: '' }],
    };
    const lines = terminalStatus(halted, planOf(planText(3).replace('"01"', '"02"')), deferred);
    expect(lines).toEqual([
      `run: ${RUN} (halted, started ${NOW})`,
      `branch: pitboss/play/${RUN}`,
      'original branch: main',
      'plan: phase 02 of 3 — Title 02 (2, at fix)',
      'completed: 01',
      'deferred items: 2 (1 unchecked, 1 checked)',
      'deferred phases: 1',
      'Sweep:',
      '  pending: false',
      '  consecutive: 0',
      '  deferred items: 1 unchecked / 2 total',
      'tokens: input=90 output=20',
      '  fixer: input=10 output=5',
      '  implementer: input=80 output=15',
      'cost: $1.0000 (110 tokens)',
      '  token budget: 110/200 used, 90 remaining',
      '  USD budget: $1.0000/$4.0000 used, $3.0000 remaining',
      'halted: The tests failed, and the fixer could not mend them. [tests_failed]',
      '  npm test: failed (exit 1)',
      '  boom',
      expect.stringMatching(/^ {2}Fix the cause/),
      'last commit: cccccccccccc',
      expect.stringContaining(`\`pitboss rebuy ${RUN}\``),
    ]);
  });
});

test('who worked is named, with what each used, the dearest first', () => {
  const used = (usd: number, dispatches: number) => ({ usd, dispatches, tokens: 1500 });
  const by_agent = { 'codex gpt-6': used(0.25, 1), 'claude-code claude-sonnet-5-5': used(1.5, 2) };
  const usage = { by_role: spent(1.75), unsettled_usd: 0, by_agent };
  expect(terminalStatus(record({ usage }), PLAN, EMPTY_DEFERRED)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ {2}claude-code claude-sonnet-5-5: \$1\.5000, .* tokens in 2 dispatches$/),
      expect.stringMatching(/^ {2}codex gpt-6: \$0\.2500, .* tokens in 1 dispatch$/),
    ]),
  );
});

test('money of which nobody saw the end is told apart', () => {
  const usage = { by_role: spent(1), unsettled_usd: 10 };
  const lines = terminalStatus(record({ usage }), PLAN, EMPTY_DEFERRED);
  expect(lines).toEqual(
    expect.arrayContaining([
      'cost: $11.0000 (110 tokens)',
      '  of it $10.0000 were set aside for work that was cut off, and count as spent',
    ]),
  );
});

test('foreign text cannot act on the terminal, and leaves no half sequences behind', () => {
  const halt = {
    code: 'tests_failed',
    what: 'Failed.',
    why: 'a \u001b[31mred\u001b[0m\u001b]0;title\u0007 line\r\u202eback',
    fix: 'x',
  };
  const lines = terminalStatus(record({ status: 'halted', halt }), PLAN, EMPTY_DEFERRED);
  expect(lines).toContain('  a red lineback');
});

describe('money in a terminal', () => {
  test('shows what is left under each cap, and why a run waits', () => {
    const limits = { max_total_usd: null, max_total_tokens: null, phase_usd: 4, issue_usd: 5, day_usd: 2 };
    const text = 'USD budget of 2026-03-01 (UTC) reached: $2.0000 >= cap $2.0000';
    const wait = halts.dayBudgetReached({ cap: 'day', text, key: 'limits.day_usd' }, '2026-03-02T00:00:00.000Z');
    const usage = { by_role: spent(1), unsettled_usd: 0, by_phase: { '01': 1 }, by_day: {} };
    const waiting = record({ status: 'waiting', limits, wait, usage });
    const lines = terminalStatus(waiting, PLAN, EMPTY_DEFERRED, { issueUsd: 0, dayUsd: 2 });
    expect(lines.slice(lines.indexOf('cost: $1.0000 (110 tokens)'), -2)).toEqual([
      'cost: $1.0000 (110 tokens)',
      '  cap of phase 01: $1.0000 of $4.0000, $3.0000 left (limits.phase_usd)',
      '  cap of issue #3: $1.0000 of $5.0000, $4.0000 left (limits.issue_usd)',
      '  cap of 2026-03-01 (UTC): $2.0000 of $2.0000, $0.0000 left (limits.day_usd)',
      `waiting for the next day: ${text} [day_budget_reached]`,
      expect.stringContaining('All runs share the budget of a day'),
      expect.stringContaining('rebuy the run'),
    ]);
  });
});

describe('log lines', () => {
  const texts = (event: ShiftEvent) => logLines(event).map((line) => `[${line.source}] ${line.text}`);
  const sha = 'c'.repeat(40);

  test.each<[ShiftEvent, string[]]>([
    [
      { kind: 'claimed', runId: RUN, branch: 'b', base: sha, shift: 2 },
      [`[pitboss] run ${RUN}, shift 2, branch b from cccccccccccc`],
    ],
    [
      { kind: 'phase_started', id: '02', title: 'T', index: 2, of: 3, resumedAt: 'fix' },
      ['[pitboss] phase 02 (2 of 3): T, resumed at fix'],
    ],
    [
      { kind: 'dispatch_started', role: 'fixer', agent: 'script', model: 'm', attempt: 1, total: 3 },
      ['[pitboss] fixer started: script, m (attempt 1, dispatch 3)'],
    ],
    [
      { kind: 'dispatch_ended', role: 'fixer', outcome: 'failed', message: 'no', seconds: 61, tokens: 1200, usd: 0.5 },
      ['[pitboss] fixer failed after 1m 01s: 1.2k tokens, $0.5000 — no'],
    ],
    [{ kind: 'agent_text', text: 'a\nb' }, ['[agent] a', '[agent] b']],
    [{ kind: 'agent_tool', name: 'edit' }, ['[agent:tool] edit']],
    [{ kind: 'agent_log', line: 'x' }, ['[agent:log] x']],
    [{ kind: 'setup_started', label: 'npm ci' }, ['[pitboss] setting up: npm ci']],
    [{ kind: 'tests_started', label: 'npm test' }, ['[pitboss] running tests: npm test']],
    [{ kind: 'tests_started', label: 'npm test', of: 'base' }, ['[pitboss] running tests before any agent: npm test']],
    [{ kind: 'tests_started', label: 'npm test', of: 'rerun' }, ['[pitboss] running failed tests again: npm test']],
    [
      { kind: 'baseline', baseline: { label: 'npm test', verdict: 'known', failures: ['a'], ran: 2, seconds: 1 } },
      ['[pitboss] 1 test failed before this run and will not be charged to a fixer: a'],
    ],
    [
      { kind: 'tests_ended', report: { label: 'npm test', passed: false, summary: 'red\nboom', seconds: 1 } },
      ['[pitboss] red', '[pitboss]   boom'],
    ],
    [{ kind: 'tests_skipped' }, ['[pitboss] no test command found; the work counts as passed']],
    [
      { kind: 'turn_short', role: 'implementer', unchanged: true, running: [], unread: [] },
      ['[pitboss] the implementer changed nothing; asking once more'],
    ],
    [
      {
        kind: 'turn_short',
        role: 'fixer',
        unchanged: false,
        running: ['npm run build', 'sleep 9'],
        unread: ['npm test'],
      },
      [
        '[pitboss] the fixer ended before `npm run build`, `sleep 9` and never looked at what became of `npm test`; asking once more',
      ],
    ],
    [{ kind: 'saved', stage: 'fix' }, ['[pitboss] unfinished unit saved at stage fix']],
    [
      { kind: 'landed', id: '01', title: 'T', commit: sha, seconds: 3, usage: spent(1) },
      ['[pitboss] phase 01 landed: commit ccccccc; 1 dispatch, 110 tokens, $1.0000, 3.0s'],
    ],
    [
      { kind: 'landed', id: '01', title: 'T', commit: null, seconds: 3, usage: {} },
      ['[pitboss] phase 01 landed: no code changes, plan advanced; 0 dispatches, 0 tokens, $0.0000, 3.0s'],
    ],
    [{ kind: 'effect', what: 'done' }, ['[pitboss] done']],
    [{ kind: 'warning', message: 'odd' }, ['[pitboss] warning: odd']],
    [
      { kind: 'ended', runId: RUN, status: 'handed_over', halt: null, usd: 1, seconds: 2 },
      [`[pitboss] run ${RUN} handed over to the next shift after 2.0s, $1.0000`],
    ],
  ])('%j', (event, lines) => {
    expect(texts(event)).toEqual(lines);
  });

  test('a halt ends with what happened, why and what to do', () => {
    const halt = halts.pushRefused('rule 1\nrule 2');
    const lines = logLines({ kind: 'ended', runId: RUN, status: 'halted', halt, usd: 1, seconds: 2 });
    expect(lines.map((line) => line.text).slice(1)).toEqual([
      '  GitHub refused the push. [push_refused]',
      '  rule 1',
      '  rule 2',
      `  ${halt.fix}`,
    ]);
    expect(new Set(lines.map((line) => line.tone))).toEqual(new Set(['bad']));
  });
});
