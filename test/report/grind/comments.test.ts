import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SESSION_STATUSES } from '../../../src/grind/session-record.js';
import { endComment } from '../../../src/report/end-comment.js';
import { BODY_LIMIT } from '../../../src/report/markdown.js';
import { statusComment, statusMarker } from '../../../src/report/status-comment.js';
import { grindHalts, grindWaits } from '../../../src/run/grind/grind-halts.js';
import { halts } from '../../../src/run/halts.js';
import { sessionOrderOf } from '../../run/grind/samples.js';
import { RUN, spent } from '../../run/samples.js';
import { isClosed, LINKS } from '../samples.js';
import '../../support/property-seed.js';
import { grindView, HOSTILE } from './samples.js';

const budgetSpent = {
  status: 'halted',
  halt: grindHalts.grindBudgetSpent({
    kind: 'iterations',
    key: 'max_iterations',
    text: 'max-iterations reached: 2 >= 2',
  }),
  usage: { by_role: spent(0.75), unsettled_usd: 0 },
} as const;
const lastLine = (body: string) => body.split('\n').at(-1);

describe('the status comment of a grind run', () => {
  test('says rotation, counts, budgets with what is used, and the newest sessions first', () => {
    const in_force = { max_iterations: 20, max_cost_usd: 5, max_tokens: 1_000_000, until: '2026-03-02T06:00:00Z' };
    const body = statusComment(grindView({ usage: { by_role: spent(0.75), unsettled_usd: 0 } }, { in_force }), LINKS);
    expect(body).toContain(`### ▶️ Grinding · run \`${RUN}\``);
    expect(body).toContain(`Rotation \`nightly\`, 2 sessions on branch \`pitboss/grind/${RUN}\``);
    expect(body).toContain('**Sessions:** 1 ok, 1 error');
    expect(body).toContain(
      '**Budgets:** 2 of 20 sessions · until 2026-03-02T06:00:00Z · 110 of 1.0M tokens · $0.7500 of $5.0000',
    );
    const rows = body.split('\n').filter((line) => /^\| \S+ \| 0/.test(line));
    expect(rows).toEqual([
      '| ❌ | 0002 | lint-sweep | error |  | $0.2500 | verify failed: 1 test |',
      `| ✅ | 0001 | docs | ok | [\`ccccccc\`](https://github.test/o/r/commit/${'c'.repeat(40)}) | $0.5000 | Two pages mended. |`,
    ]);
    expect(body).not.toMatch(/phase/i);
    expect(lastLine(body)).toBe(
      `\`/pitboss pause ${RUN}\` begins no further session, \`/pitboss skip ${RUN}\` ends the one at work; \`/pitboss fold ${RUN}\` ends it and keeps what landed.`,
    );
  });

  test('names what is at work: one session with its stage, several with the number of their jobs', () => {
    const one = sessionOrderOf(3, 'docs');
    expect(statusComment(grindView({ orders: { a: one } }), LINKS)).toContain('**At work:** 0003 docs (implement)\n');
    const wave = Array.from({ length: 12 }, (_, index) => sessionOrderOf(index + 3, 'docs', { detached: true }));
    const orders = Object.fromEntries(wave.map((order) => [order.nonce, order]));
    const body = statusComment(grindView({ orders }), LINKS);
    expect(body).toContain('**At work:** 12 sessions side by side, in up to 12 jobs: 0003 docs, 0004 docs');
    expect(body).toMatch(/0010 docs and 4 more\n/);
    const again = sessionOrderOf(4, 'docs', { again: true });
    expect(statusComment(grindView({ orders: { a: again } }), LINKS)).toContain(
      '0004 docs (implement, a second time, on a newer base)',
    );
  });

  test('of a run that has spent its budget is no alarm, and says the same facts', () => {
    const body = statusComment(grindView(budgetSpent, { in_force: { max_iterations: 2 } }), LINKS);
    expect(body).toContain('### 🏁 Budget spent');
    expect(body).not.toContain('CAUTION');
    expect(body).toContain('> **max-iterations reached: 2 \\>= 2** (`budget_exceeded`)');
    expect(body).toContain('**Why:** The budget of this run is spent');
    expect(body).toContain('**What to do:** To go on, buy the run back with a larger budget');
    expect(body).toContain(`**What was kept:** what 1 session that ended ok landed on \`pitboss/grind/${RUN}\``);
    expect(body).toContain('**Cost:** $0.7500');
    expect(lastLine(body)).toMatch(`Next: \`/pitboss rebuy ${RUN} --max-iterations N\` goes on with a larger budget`);
  });

  test.each([
    ['iterations', { max_iterations: 2 }, '--max-iterations N'],
    ['until', { until: '2026-03-01T09:00:00Z' }, '--until INSTANT'],
    ['tokens', { max_tokens: 100 }, '--max-tokens N'],
    ['cost', { max_cost_usd: 0.5 }, '--max-cost USD'],
  ])('names the option that raises the budget: %s', (_, in_force, option) => {
    expect(lastLine(statusComment(grindView(budgetSpent, { in_force }), LINKS))).toContain(`rebuy ${RUN} ${option}\``);
  });

  test('offers no option where another cap is what stopped the run', () => {
    const body = statusComment(grindView(budgetSpent, { in_force: { max_cost_usd: 9 } }), LINKS);
    expect(lastLine(body)).toContain(`\`/pitboss rebuy ${RUN}\` goes on with this run`);
  });

  test('of a run with failures in a row is an alarm, and says that the count begins again', () => {
    const orders = { a: { ...sessionOrderOf(3, 'docs'), wip_sha: 'f'.repeat(40) } };
    const halt = grindHalts.failureLimit(3, 'verify failed: @octocat');
    const body = statusComment(grindView({ status: 'halted', halt, orders }), LINKS);
    expect(body).toContain('### 🛑 Halted');
    expect(body).toContain('> [!CAUTION]');
    expect(body).not.toContain('@octocat');
    expect(body).toContain(`unfinished sessions at \`refs/pitboss/wip/${RUN}/session/0003-docs\``);
    expect(lastLine(body)).toMatch(/the count of failures begins again/);
  });

  test('of a paused run says so and how to go on; one about to pause says that too', () => {
    const body = statusComment(grindView({ status: 'waiting', wait: grindWaits.paused() }), LINKS);
    expect(body).toContain('### ⏸ Paused');
    expect(lastLine(body)).toMatch(`Next: \`/pitboss rebuy ${RUN}\` goes on`);
    expect(statusComment(grindView({}, { pausing: true }), LINKS)).toContain('▶️ Grinding, and about to pause');
  });

  test('of a finished run says why it ended, and how a new one starts', () => {
    const stop = { reason: 'dry_spell', text: 'dry spell: nothing changed in 5 sessions' } as const;
    const body = statusComment(grindView({ status: 'finished' }, { stop }), LINKS);
    expect(body).toContain('**Why it ended:** dry spell: nothing changed in 5 sessions');
    expect(lastLine(body)).toBe('This run is over; `/pitboss grind` starts a new one.');
  });

  test('keeps its form whatever stands in names and summaries, and its size', () => {
    const foreign = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(foreign, foreign, fc.constantFrom(...SESSION_STATUSES), (summary, name, status) => {
        const recent = Array.from({ length: 25 }, (_, index) => {
          return { seq: index + 976, prompt: name, status, commit: name, usd: 1, summary };
        });
        const orders = { a: sessionOrderOf(1001, name) };
        const stop = { reason: 'completed', text: summary } as const;
        const body = statusComment(
          grindView({ status: 'finished', orders }, { recent, iterations: 1000, rotation: name, stop }),
          LINKS,
        );
        expect([...body].length).toBeLessThan(BODY_LIMIT / 2);
        expect(isClosed(body)).toBe(true);
        const rows = body.split('\n').filter((line) => /^\| \S+ \| \d/.test(line));
        expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual(recent.map(() => 9));
        expect(body.match(/<!-- pitboss:[^>\\]*-->/g)).toHaveLength(1);
        expect(body.startsWith(statusMarker(RUN))).toBe(true);
        expect(body).toContain('_975 older sessions not shown._');
      }),
      { numRuns: 40 },
    );
  });
});

describe('the end comment of a grind run', () => {
  const first = (fields: Parameters<typeof grindView>[0]) =>
    endComment(grindView(fields), { number: 9 }).split('\n')[2];

  test('with a spent budget says which one, what came of the sessions, and the cost', () => {
    const text = endComment(grindView(budgetSpent, { in_force: { max_iterations: 2 } }), { number: 9 });
    expect(text).toContain(
      `🏁 Run \`${RUN}\` has used up a budget (max-iterations reached: 2 \\>= 2): 2 sessions: 1 ok, 1 error. On \`pitboss/grind/${RUN}\` for $0.7500. The pull request is #9.`,
    );
    expect(text).not.toContain('**max-iterations');
    expect(text).toContain('--max-iterations with rebuy');
  });

  test('of other ends', () => {
    expect(first({ status: 'finished' })).toMatch(/^✅ Run `.*` is finished: 2 sessions: 1 ok, 1 error\. On /);
    expect(first({ status: 'halted', halt: halts.noChanges() })).toMatch(
      /^🛑 Run `.*` has halted \(`no_changes`\): 2 /,
    );
    expect(first({ status: 'folded' })).toMatch(/^⏹ Run `.*` was folded: 2 sessions/);
    expect(first({ status: 'running' })).toMatch(/^▶️ Run `.*` goes on: 2 sessions/);
  });
});
