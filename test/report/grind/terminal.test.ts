import { expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../../src/documents/deferred.js';
import { terminalStatus } from '../../../src/report/terminal-status.js';
import { grindHalts } from '../../../src/run/grind/grind-halts.js';
import { NO_PLAN } from '../../../src/run/planning/planning.js';
import { grindRecord, sessionOrderOf } from '../../run/grind/samples.js';
import { NOW, RUN, spent } from '../../run/samples.js';

const status = (...args: Parameters<typeof grindRecord>) =>
  terminalStatus(grindRecord(...args), NO_PLAN, EMPTY_DEFERRED);

test('a terminal shows rotation, sessions, what is at work and budgets of a grind run, and no phases', () => {
  const orders = { a: sessionOrderOf(3, 'docs') };
  const usage = { by_role: spent(0.75), unsettled_usd: 0 };
  expect(status({ orders, usage }, { in_force: { max_iterations: 20, max_cost_usd: 5 } })).toEqual([
    `run: ${RUN} (running, started ${NOW})`,
    `branch: pitboss/grind/${RUN}`,
    'rotation: nightly',
    '2 sessions: 1 ok, 1 error',
    '  0001 docs ok: ccccccc, $0.5000 — Two pages mended.',
    '  0002 lint-sweep error: no commit, $0.2500 — verify failed: 1 test',
    'at work: 0003 docs (implement)',
    'budgets: 2 of 20 sessions, $0.7500 of $5.0000',
    'tokens: input=0 output=0',
    'cost: $0.7500 (110 tokens)',
    'last commit: (none)',
    `\`pitboss fold ${RUN}\` stops this run and keeps what landed; \`pitboss doctor\` says whether a process is at work on it.`,
  ]);
});

test('a terminal says how a run whose budget is spent goes on', () => {
  const text = 'max-iterations reached: 2 >= 2';
  const halt = grindHalts.grindBudgetSpent({ kind: 'iterations', key: 'max_iterations', text });
  const lines = status({ status: 'halted', halt }, { in_force: { max_iterations: 2 } });
  expect(lines).toContain(`halted: ${text} [budget_exceeded]`);
  expect(lines.at(-1)).toMatch(`\`pitboss rebuy ${RUN} --max-iterations N\` goes on with a larger budget`);
});

test('nothing that a session writes moves the cursor or takes a second line', () => {
  const summary = 'a\nb\u001b[2J\u202e\rc';
  const recent = [{ seq: 1, prompt: 'x\ny', status: 'ok' as const, commit: null, usd: 0, summary }];
  const lines = status(
    { status: 'finished' },
    { recent, rotation: 'r\u0007\n', stop: { reason: 'completed', text: summary } },
  );
  expect(lines).toContain('  0001 x y ok: no commit, $0.0000 — a b[2J c');
  expect(lines.join('')).not.toMatch(/\p{Cc}|\u202e/u);
});
