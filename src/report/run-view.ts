import type { Plan } from '../documents/plan.js';
import type { RotationState } from '../grind/rotation-state.js';
import type { SessionRecord } from '../grind/session-record.js';
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
  readonly grindFacts: GrindFacts;
}

/** What reports show of a grind run beyond its record. */
export interface GrindFacts {
  /** Every session that ended, by number; empty where nobody has read them. */
  readonly sessions: readonly SessionRecord[];
  /** What is known of its rotation across runs; null for nothing. */
  readonly rotation: RotationState | null;
}

const NO_GRIND_FACTS: GrindFacts = { sessions: [], rotation: null };

export interface PhaseView {
  readonly id: string;
  readonly title: string;
  readonly state: 'done' | 'now' | 'halted' | 'next';
  readonly commit: string | null;
  readonly attempts: number;
  readonly order: Order | null;
}

/** @param others what other runs have spent for the issue and on the day of the record's last change; null where nobody knows */
export function runView(
  record: RunRecord,
  plan: Plan,
  others: OthersSpending | null = null,
  grindFacts: GrindFacts = NO_GRIND_FACTS,
): RunView {
  const total = totalUsage(record.usage.by_role);
  // A plan may have thousands of phases: the list of completed ones is not searched for each of them.
  const completed = new Set(record.completed);
  return {
    record,
    plan,
    // A run that only sweeps has no phases of its own, and one that grinds has no plan.
    phases: (record.kind === 'sweep' || record.kind === 'grind' ? [] : plan.phases).map((phase) =>
      phaseView({ ...phase, done: completed.has(phase.id) }, record, plan),
    ),
    total,
    totalTokens: totalTokens(total),
    spentUsd: spentUsd(record),
    caps: capsNow(record, plan, others),
    grindFacts,
  };
}

function capsNow(record: RunRecord, plan: Plan, others: OthersSpending | null): readonly Cap[] {
  const unit = Object.values(record.orders)[0]?.unit ?? `phase/${plan.currentPhase}`;
  const purpose = { unit, day: dayOf(record.updated_at), issue: record.issue, others: others ?? NO_OTHERS };
  return capsOf(record, purpose).filter(
    ({ cap }) => cap === 'run' || (cap === 'phase' ? record.kind !== 'grind' : others !== null),
  );
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
