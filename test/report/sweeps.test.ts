import { describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../src/documents/deferred.js';
import { endComment } from '../../src/report/end-comment.js';
import { logLines } from '../../src/report/log-lines.js';
import { pullRequestRegion, pullRequestTitle } from '../../src/report/pull-request.js';
import { statusComment } from '../../src/report/status-comment.js';
import { terminalStatus } from '../../src/report/terminal-status.js';
import { order, PLAN, planOf, planText, record } from '../run/samples.js';
import { LINKS, view } from './samples.js';

const SWEEP = { after: '01', round: 1, resolved: 2, left: 1, commit: 'abcdef0123' };
const STALE = { deferred_item_attempts: { 'fix @team `x`': 4, low: 2 } };

describe('a run that sweeps', () => {
  test('shows landed sweeps and the one at work; the phase behind it has not begun', () => {
    const plan = planOf(planText(2).replace('"01"', '"02"'));
    const orders = { o1: order({ unit: 'sweep/01-2', stage: 'fix' }) };
    const body = statusComment(view({ status: 'running', completed: ['01'], sweeps: [SWEEP], orders }, plan), LINKS);
    expect(body).toContain(
      '- after phase 01: 2 items resolved, 1 left ([`abcdef0`](https://github.test/o/r/commit/abcdef0123))',
    );
    expect(body).toContain('- after phase 01: at work, stage fix');
    expect(body).toMatch(/\| · \| 02 \| Title 02 \| {2}\|/);
    const halted = statusComment(view({ status: 'halted', completed: ['01'], orders }, plan), LINKS);
    expect(halted).toContain('- after phase 01: stands still, stage fix');
  });

  test('shows what needs a person, by the threshold of the record, and nothing comes alive in it', () => {
    const shown = view({ ...STALE, limits: { max_total_usd: null, max_total_tokens: null, escalate_after: 3 } });
    expect(statusComment(shown, LINKS)).toContain('- fix @\u2060team \\`x\\` (left open by 4 sweeps)');
    const body = pullRequestRegion(shown, EMPTY_DEFERRED, []);
    expect(body).toContain('## Deferred items that need a person\n\n- fix @\u2060team');
    expect(body).not.toContain('low (left open');
    expect(statusComment(view({ deferred_item_attempts: { low: 2 } }), LINKS)).not.toContain('need a person');
  });

  test('in a terminal lists five stale items, the most stubborn first, and counts the others', () => {
    const attempts = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`item ${index}`, 3 + index]));
    const lines = terminalStatus(
      record({ deferred_item_attempts: attempts, pending_sweep: true }),
      PLAN,
      EMPTY_DEFERRED,
    );
    const from = lines.indexOf('Sweep:');
    expect(lines.slice(from + 1, from + 7)).toEqual([
      '  pending: true',
      '  consecutive: 0',
      '  deferred items: 0 unchecked / 0 total',
      '  stale items: 7 (need attention)',
      '    - "item 6" (tried 9 times)',
      '    - "item 5" (tried 8 times)',
    ]);
    expect(lines).toContain('    … +2 more');
    const coloured = { '\u001b[31mred': 3 };
    expect(terminalStatus(record({ deferred_item_attempts: coloured }), PLAN, EMPTY_DEFERRED).join('\n')).not.toContain(
      '\u001b',
    );
  });
});

describe('the sweeps in a terminal', () => {
  const items = (count: number) => ({
    ...EMPTY_DEFERRED,
    items: Array.from({ length: count }, (_, index) => ({ text: `item ${index}`, done: false, continuation: [] })),
  });

  test.each([
    ['with nothing pending and nothing open', {}, 0, ['false', '0', '0 unchecked / 0 total']],
    ['with one pending for six items', { pending_sweep: true }, 6, ['true', '0', '6 unchecked / 6 total']],
    ['right after one', { consecutive_sweeps: 1 }, 2, ['false', '1', '2 unchecked / 2 total']],
    ['with a large backlog and none that is stale', {}, 20, ['false', '0', '20 unchecked / 20 total']],
  ] as const)('%s', (_, fields, open, [pending, consecutive, counted]) => {
    const lines = terminalStatus(record(fields), PLAN, items(open));
    const from = lines.indexOf('Sweep:');
    expect(lines.slice(from + 1, from + 4)).toEqual([
      `  pending: ${pending}`,
      `  consecutive: ${consecutive}`,
      `  deferred items: ${counted}`,
    ]);
    expect(lines.join('\n')).not.toContain('stale');
  });
});

test('a run that only sweeps has no phases to show', () => {
  const swept = view({ kind: 'sweep', status: 'finished', post_final_phase: true, sweeps: [SWEEP] });
  expect(pullRequestTitle(swept)).toBe('pitboss: sweep, 2 deferred items resolved');
  const body = statusComment(swept, LINKS);
  expect(body).toContain('Deferred items are worked off on branch');
  expect(body).not.toContain('| Phase |');
  expect(pullRequestRegion(swept, EMPTY_DEFERRED, [])).not.toContain('## Completed phases');
  expect(endComment(swept, null)).toContain('2 deferred items resolved on');
});

describe('the log', () => {
  test.each([
    [
      { kind: 'sweep_started', after: '01', round: 2, open: 1, resumedAt: 'fix' },
      'sweep 2 after phase 01: 1 open item, resumed at fix',
    ],
    [
      { kind: 'sweep_landed', after: '01', resolved: 0, left: 3, commit: null, seconds: 1, usage: {} },
      'sweep after phase 01 done: 0 items resolved, 3 left; no code changes; 0 dispatches, 0 tokens, $0.0000, 1.0s',
    ],
    [
      { kind: 'item_stale', text: 'two\n  lines\u001b[31m', attempts: 3 },
      'stale item, tried in 3 sweeps; it needs a person: two lines[31m',
    ],
  ] as const)('%j', (event, text) => {
    expect(logLines(event).map((line) => line.text)).toEqual([text]);
  });
});
