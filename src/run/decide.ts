import type { Config } from '../config/config.js';
import { openTexts } from '../documents/deferred.js';
import { findPhase, type Plan } from '../documents/plan.js';
import { halts } from './halts.js';
import { afford } from './money/afford.js';
import type { OthersSpending } from './money/caps.js';
import { decidePlanning } from './planning/decide-planning.js';
import type { Halt, Order, RunRecord } from './record.js';
import { dueSweep } from './sweep/rules.js';
import { freshOrder } from './units/fresh-order.js';
import { parseUnitName, unitName } from './units/unit-name.js';

/** What comes next for a run. */
export type Decision =
  | { readonly kind: 'work'; readonly order: Order }
  | { readonly kind: 'finish' }
  | { readonly kind: 'halt'; readonly halt: Halt }
  /** Nothing may be done until then (ISO 8601); the reason, where the run does not wait yet. */
  | { readonly kind: 'wait'; readonly until: string; readonly reason?: Halt }
  /** A person is to answer something; nothing is done until a command comes. */
  | { readonly kind: 'ask'; readonly reason: Halt }
  /** The run is over, or stands still until a person speaks. */
  | { readonly kind: 'over' };

export interface DecideInput {
  readonly record: RunRecord;
  readonly plan: Plan;
  /** deferred.md as last landed. */
  readonly deferredText: string;
  readonly config: Config;
  /** ISO 8601. */
  readonly now: string;
  /** What other runs have spent; absent where nobody looked. Whatever is decided, the push that sets money aside looks again. */
  readonly others?: OthersSpending;
}

/** Decides the next step of a run from its record, its documents and the configuration; reads nothing else. */
export function decide(input: DecideInput): Decision {
  const { record, config, now } = input;
  if (record.status === 'finished' || record.status === 'folded' || record.status === 'halted') {
    return { kind: 'over' };
  }
  if (record.wake_at !== null && Date.parse(record.wake_at) > Date.parse(now)) {
    return { kind: 'wait', until: record.wake_at };
  }
  const planning = record.kind === 'plan' ? decidePlanning(record) : null;
  if (planning !== null && planning.kind !== 'work') {
    return planning;
  }
  const sweep = dueSweep(record, config, openTexts(input.deferredText).length);
  if (record.post_final_phase && sweep === null) {
    return { kind: 'finish' };
  }
  if (record.shifts > config.limits.max_shifts) {
    return { kind: 'halt', halt: halts.tooManyShifts(config.limits.max_shifts) };
  }
  if (record.idle_shifts > 2) {
    return { kind: 'halt', halt: halts.noProgress() };
  }
  const next = planning ?? nextOrder(input, sweep);
  return next.kind === 'work' ? afford(input, next.order) : next;
}

/** @param sweep the sweep that is owed; one that was under way and is owed no longer is given up */
function nextOrder({ record, plan }: DecideInput, sweep: string | null): Decision {
  const inFlight = Object.values(record.orders)[0];
  if (inFlight && (inFlight.unit === sweep || parseUnitName(inFlight.unit)?.kind !== 'sweep')) {
    return { kind: 'work', order: inFlight };
  }
  if (sweep !== null) {
    return { kind: 'work', order: freshOrder(record, sweep) };
  }
  const phase = findPhase(plan, plan.currentPhase);
  if (phase === null) {
    return { kind: 'halt', halt: halts.planInvalid(`There is no phase ${plan.currentPhase} in the plan.`) };
  }
  return { kind: 'work', order: freshOrder(record, unitName({ kind: 'phase', phase: phase.id })) };
}
