import { type Budgets, beyond, spentBudget } from '../../grind/budgets.js';
import { consumed } from '../../run/grind/grind-budgets.js';
import { BUDGET_FLAGS } from '../../run/grind/grind-halts.js';
import type { RunRecord } from '../../run/record.js';

interface Held {
  /** `grind.maximum`. */
  readonly maximum: Budgets;
  /** Milliseconds. */
  readonly now: number;
}

const KEYS = ['max_iterations', 'max_cost_usd', 'max_tokens', 'until'] as const;

/** Why budgets cannot be asked for (Markdown): more than anybody may ask for, or an end that has passed. */
export function budgetObstacle(budgets: Budgets, { maximum, now }: Held): string | null {
  const over = new Set<string>(beyond(budgets, maximum));
  const rows = KEYS.filter((key) => over.has(key)).map(
    (key) =>
      `- \`${BUDGET_FLAGS[key]} ${budgets[key] ?? ''}\` is more than \`grind.maximum.${key}\` allows: ${maximum[key] ?? ''}`,
  );
  if (rows.length > 0) {
    return [
      'Nothing was changed, because more is asked for than the configuration allows:',
      '',
      ...rows,
      '',
      'Ask for less, or raise it in `.github/pitboss.yml` on the default branch.',
    ].join('\n');
  }
  return budgets.until !== undefined && Date.parse(budgets.until) <= now
    ? `\`--until ${budgets.until}\` has passed: it is ${new Date(now).toISOString().slice(0, 19)}Z.`
    : null;
}

/** Why new budgets would not let a run go on (Markdown): it has used them up already. */
export function usedUpObstacle(budgets: Budgets, record: RunRecord, now: number): string | null {
  const spent = spentBudget(budgets, consumed(record), new Date(now).toISOString());
  return spent === null
    ? null
    : `\`${BUDGET_FLAGS[spent.key]}\` would stop run \`${record.run_id}\` at once (${spent.text}): a budget counts from the beginning of the run. Ask for more.`;
}
