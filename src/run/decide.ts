import type { Config } from '../config/config.js';
import { openTexts } from '../documents/deferred.js';
import { findPhase, type Plan } from '../documents/plan.js';
import type { GrindState } from '../grind/grind-state.js';
import type { GrindMaterial } from '../grind/rotation.js';
import { decideGrind } from './grind/decide-grind.js';
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
  /** Sessions that work side by side, by their numbers, with where the rotation stands once they are handed out. */
  | { readonly kind: 'wave'; readonly orders: readonly Order[]; readonly grind: GrindState }
  /** `stop`: why a grind run hands out no more. */
  | { readonly kind: 'finish'; readonly stop?: GrindState['stop'] }
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
  /** For a run of kind `grind`: its prompts and its rotation, as they stand now. */
  readonly grind?: GrindMaterial | null;
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
  if (record.kind === 'grind') {
    return atItsLimit(input) ?? decideGrind(input);
  }
  const sweep = dueSweep(record, config, openTexts(input.deferredText).length);
  if (record.post_final_phase && sweep === null) {
    return { kind: 'finish' };
  }
  const limit = atItsLimit(input);
  if (limit !== null) {
    return limit;
  }
  const next = planning ?? nextOrder(input, sweep);
  return next.kind === 'work' ? afford(input, next.order) : next;
}

/** A run that was handed on too often, or that gets nowhere. */
function atItsLimit({ record, config }: DecideInput): Decision | null {
  if (record.shifts > config.limits.max_shifts) {
    return { kind: 'halt', halt: halts.tooManyShifts(config.limits.max_shifts) };
  }
  return record.idle_shifts > 2 ? { kind: 'halt', halt: halts.noProgress() } : null;
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
