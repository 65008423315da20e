import type { Plan } from '../documents/plan.js';
import { spentUsd } from '../run/budget.js';
import { type Cap, capsOf, NO_OTHERS, type OthersSpending } from '../run/money/caps.js';
import type { Order, RunRecord } from '../run/record.js';
import { unitName } from '../run/units/unit-name.js';
import { dayOf, totalTokens, totalUsage, type Usage } from '../run/usage.js';

/** Everything that reports show of a run, derived once from what the ledger holds. */
export interface RunView {
  readonly record: RunRecord;
  readonly plan: Plan;
  readonly phases: readonly PhaseView[];
  readonly total: Usage;
  readonly totalTokens: number;
  readonly spentUsd: number;
  /** The caps in dollars that are set; those that are shared with other runs only where these are known. */
  readonly caps: readonly Cap[];
}

export interface PhaseView {
  readonly id: string;
  readonly title: string;
  readonly state: 'done' | 'now' | 'halted' | 'next';
  readonly commit: string | null;
  readonly attempts: number;
  readonly order: Order | null;
}

/** @param others what other runs have spent for the issue and on the day of the record's last change; null where nobody knows */
export function runView(record: RunRecord, plan: Plan, others: OthersSpending | null = null): RunView {
  const total = totalUsage(record.usage.by_role);
  // A plan may have thousands of phases: the list of completed ones is not searched for each of them.
  const completed = new Set(record.completed);
  return {
    record,
    plan,
    // A run that only sweeps has no phases of its own.
    phases: (record.kind === 'sweep' ? [] : plan.phases).map((phase) =>
      phaseView({ ...phase, done: completed.has(phase.id) }, record, plan),
    ),
    total,
    totalTokens: totalTokens(total),
    spentUsd: spentUsd(record),
    caps: capsNow(record, plan, others),
  };
}

function capsNow(record: RunRecord, plan: Plan, others: OthersSpending | null): readonly Cap[] {
  const unit = Object.values(record.orders)[0]?.unit ?? `phase/${plan.currentPhase}`;
  const purpose = { unit, day: dayOf(record.updated_at), issue: record.issue, others: others ?? NO_OTHERS };
  return capsOf(record, purpose).filter(({ cap }) => others !== null || cap === 'run' || cap === 'phase');
}

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
}

function phaseView(phase: Listed, record: RunRecord, plan: Plan): PhaseView {
  const { done } = phase;
  const order = Object.values(record.orders)[0] ?? null;
  // While a sweep is under way, the phase that follows has not begun.
  const mine = order === null || order.unit === unitName({ kind: 'phase', phase: phase.id });
  const current = !done && plan.currentPhase === phase.id && mine;
  const stopped = record.status === 'halted' || record.status === 'folded';
  return {
    id: phase.id,
    title: phase.title,
    state: done ? 'done' : current ? (stopped ? 'halted' : 'now') : 'next',
    commit: record.commits[phase.id] ?? null,
    attempts: record.attempts[phase.id] ?? 0,
    order: current ? order : null,
  };
}
