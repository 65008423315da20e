import type { z } from 'zod';
import { grindBudgets } from '../config/parts/grind.js';

/** What a grind run may use up: the same keys in the configuration, in rotations and in commands, each of them optional. */
export const budgetsSchema = grindBudgets;
export type Budgets = z.output<typeof budgetsSchema>;

/** Lays budgets over each other; the later wins, key by key. A later layer can replace a cap and never clear it. */
export function layered(...layers: readonly (Budgets | undefined)[]): Budgets {
  return Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer ?? {}).filter(([, value]) => value !== undefined)),
  );
}

/** What a run has used so far. */
export interface Consumed {
  readonly iterations: number;
  readonly tokens: number;
  readonly usd: number;
}

export type BudgetKind = 'iterations' | 'until' | 'tokens' | 'cost';

export interface SpentBudget {
  readonly kind: BudgetKind;
  /** In the original's words. */
  readonly text: string;
  /** Key below `grind.budgets`, and below `budgets` of a rotation. */
  readonly key: keyof Budgets;
}

/** The first budget that is spent, in the original's order: iterations, until, tokens, cost. `now` is ISO 8601. */
export function spentBudget(budgets: Budgets, used: Consumed, now: string): SpentBudget | null {
  const { max_iterations: iterations, until, max_tokens: tokens, max_cost_usd: usd } = budgets;
  if (iterations !== undefined && used.iterations >= iterations) {
    const text = `max-iterations reached: ${used.iterations} >= ${iterations}`;
    return { kind: 'iterations', key: 'max_iterations', text };
  }
  if (until !== undefined && Date.parse(now) >= Date.parse(until)) {
    return { kind: 'until', key: 'until', text: `until reached: ${seconds(now)} >= ${seconds(until)}` };
  }
  if (tokens !== undefined && used.tokens >= tokens) {
    return { kind: 'tokens', key: 'max_tokens', text: `max-tokens reached: ${used.tokens} >= ${tokens}` };
  }
  if (usd !== undefined && used.usd >= usd) {
    return {
      kind: 'cost',
      key: 'max_cost_usd',
      text: `max-cost reached: $${used.usd.toFixed(4)} >= $${usd.toFixed(4)}`,
    };
  }
  return null;
}

export type WarningKind = 'iterations' | 'tokens' | 'cost' | 'elapsed';

/** Part of a budget from which on people are warned; a hair less, because 2.4 / 3 is not quite 0.8 to a computer. */
const WARN_AT = 0.8 - 1e-9;

/** Budgets of which at least 80 % are used, in a fixed order. `startedAt` and `now` are ISO 8601. */
export function warnings(
  budgets: Budgets,
  used: Consumed,
  time: { readonly startedAt: string; readonly now: string },
): readonly WarningKind[] {
  const near = (value: number, cap: number | undefined) => cap !== undefined && cap > 0 && value / cap >= WARN_AT;
  const [start, now] = [Date.parse(time.startedAt), Date.parse(time.now)];
  const end = budgets.until === undefined ? null : Date.parse(budgets.until);
  const elapsed = end !== null && end > start && (now - start) / (end - start) >= WARN_AT;
  return [
    ...(near(used.iterations, budgets.max_iterations) ? (['iterations'] as const) : []),
    ...(near(used.tokens, budgets.max_tokens) ? (['tokens'] as const) : []),
    ...(near(used.usd, budgets.max_cost_usd) ? (['cost'] as const) : []),
    ...(elapsed ? (['elapsed'] as const) : []),
  ];
}

/** What of these budgets lies beyond what the configuration allows anyone to ask for, key by key. */
export function beyond(budgets: Budgets, most: Budgets): readonly (keyof Budgets)[] {
  const keys = ['max_iterations', 'max_tokens', 'max_cost_usd'] as const;
  const over = keys.filter((key) => {
    const [wanted, cap] = [budgets[key], most[key]];
    return wanted !== undefined && cap !== undefined && wanted > cap;
  });
  const late =
    budgets.until !== undefined && most.until !== undefined && Date.parse(budgets.until) > Date.parse(most.until);
  return late ? [...over, 'until'] : over;
}

function seconds(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
