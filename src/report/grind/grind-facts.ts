import { type Budgets, spentBudget } from '../../grind/budgets.js';
import type { GrindState } from '../../grind/grind-state.js';
import { SESSION_STATUSES } from '../../grind/session-record.js';
import { spentTokens, spentUsd } from '../../run/budget.js';
import { consumed } from '../../run/grind/grind-budgets.js';
import { BUDGET_FLAGS } from '../../run/grind/grind-halts.js';
import { sessionsInFlight } from '../../run/grind/session-order.js';
import type { RunRecord } from '../../run/record.js';
import { dollars, plural, tokens } from '../format.js';

/** `9 ok, 1 error`; empty where no session has ended. */
export function countsText({ counts }: Pick<GrindState, 'counts'>): string {
  return SESSION_STATUSES.flatMap((status) => {
    const count = counts[status] ?? 0;
    return count === 0 ? [] : [`${count} ${status}`];
  }).join(', ');
}

/** `12 sessions: 9 ok, 1 error, 2 skipped` */
export function sessionsText(grind: Pick<GrindState, 'counts' | 'iterations'>): string {
  const counts = countsText(grind);
  return `${plural(grind.iterations, 'session')}${counts === '' ? '' : `: ${counts}`}`;
}

/** What is used of each budget of a grind run that is set; in the original's order. */
export function budgetTexts(record: RunRecord): readonly string[] {
  const { max_iterations: most, until, max_tokens: mostTokens, max_cost_usd: usd } = budgetsOf(record);
  const used = consumed(record);
  return [
    ...(most === undefined ? [] : [`${used.iterations} of ${plural(most, 'session')}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(mostTokens === undefined ? [] : [`${tokens(used.tokens)} of ${tokens(mostTokens)} tokens`]),
    ...(usd === undefined ? [] : [`${dollars(used.usd)} of ${dollars(usd)}`]),
  ];
}

function budgetsOf({ grind }: RunRecord): Budgets {
  return grind?.in_force ?? grind?.budgets ?? {};
}

/** Whether the run stands still for no other reason than that what it may use is used: nothing is wrong with it. */
export function isSpent({ kind, status, halt }: RunRecord): boolean {
  return kind === 'grind' && status === 'halted' && halt?.code === 'budget_exceeded';
}

/** What stands for the value behind each option. */
const VALUES = { max_iterations: 'N', until: 'INSTANT', max_cost_usd: 'USD', max_tokens: 'N' } as const;

function option(key: keyof Budgets): string {
  return `${BUDGET_FLAGS[key]} ${VALUES[key]}`;
}

/** The option that raises the budget which is spent, or null where another cap is what stopped the run. */
export function raisingOption(record: RunRecord): string | null {
  const budgets = budgetsOf(record);
  const spent = spentBudget(budgets, consumed(record), record.updated_at);
  if (spent !== null) {
    return option(spent.key);
  }
  const { max_total_usd: usd, max_total_tokens: most } = record.limits;
  if (usd !== null && usd === budgets.max_cost_usd && spentUsd(record) >= usd) {
    return option('max_cost_usd');
  }
  return most !== null && most === budgets.max_tokens && spentTokens(record) >= most ? option('max_tokens') : null;
}

export interface SessionAtWork {
  readonly seq: number;
  readonly prompt: string;
  /** Where it stands, for people. */
  readonly stage: string;
}

/** Sessions that were handed out and have not ended, by their numbers. One that works beside others tells no stage. */
export function sessionsAtWork(record: RunRecord): readonly SessionAtWork[] {
  return sessionsInFlight(record).flatMap(({ session, stage, fix }) => {
    if (session === undefined) {
      return [];
    }
    const at = session.detached ? [] : [stage === 'fix' ? `fix ${fix}` : stage];
    const words = [...at, ...(session.again ? ['a second time, on a newer base'] : [])];
    return [{ seq: session.seq, prompt: session.prompt, stage: words.join(', ') }];
  });
}

/** How many sessions work side by side, each in a clone or a job of its own; 0 where none does. */
export function sideBySide(record: RunRecord): number {
  return sessionsInFlight(record).filter(({ session }) => session?.detached === true).length;
}
