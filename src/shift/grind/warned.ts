import { type WarningKind, warnings } from '../../grind/budgets.js';
import { budgetTexts } from '../../report/grind/grind-facts.js';
import { budgetsInForce, consumed } from '../../run/grind/grind-budgets.js';
import type { RunRecord } from '../../run/record.js';
import type { SessionInput } from './session-cycle.js';

/** Tells what is used of the budgets, and warns people of those of which most is used, each once in a run. */
export function warned(
  { ports, config }: Pick<SessionInput, 'ports' | 'config'>,
  { material }: Pick<SessionInput, 'material'>,
  record: RunRecord,
  now: string,
): RunRecord {
  const { grind } = record;
  if (grind === undefined || record.status !== 'running') {
    return record;
  }
  ports.tell({ kind: 'budget_use', used: budgetTexts(record) });
  const budgets = budgetsInForce(config, material.rotation, grind.budgets);
  const near = warnings(budgets, consumed(record), { startedAt: record.started_at, now });
  const fresh: readonly WarningKind[] = near.filter((kind) => !grind.warned.includes(kind));
  for (const budget of fresh) {
    ports.tell({ kind: 'budget_warning', budget });
  }
  return fresh.length === 0 ? record : { ...record, grind: { ...grind, warned: [...grind.warned, ...fresh] } };
}
