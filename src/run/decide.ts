import type { Config } from '../config/config.js';
import { openTexts } from '../documents/deferred.js';
import { findPhase, type Plan } from '../documents/plan.js';
import { dispatchAllowance, exhaustedBudget } from './budget.js';
import { halts } from './halts.js';
import { orderNonce } from './ids.js';
import type { Halt, Order, RunRecord } from './record.js';
import { dueSweep } from './sweep/rules.js';
import { parseUnitName, unitName } from './units/unit-name.js';

/** What comes next for a run. */
export type Decision =
  | { readonly kind: 'work'; readonly order: Order }
  | { readonly kind: 'finish' }
  | { readonly kind: 'halt'; readonly halt: Halt }
  /** Nothing may be done until then (ISO 8601). */
  | { readonly kind: 'wait'; readonly until: string }
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
  const exhausted = exhaustedBudget(record);
  if (exhausted !== null) {
    return { kind: 'halt', halt: halts.budgetExceeded(exhausted) };
  }
  return nextOrder(input, sweep);
}

/** @param sweep the sweep that is owed; one that was under way and is owed no longer is given up */
function nextOrder({ record, plan, config }: DecideInput, sweep: string | null): Decision {
  const inFlight = Object.values(record.orders)[0];
  if (inFlight && (inFlight.unit === sweep || parseUnitName(inFlight.unit)?.kind !== 'sweep')) {
    const reserved = inFlight.settled_usd + dispatchAllowance(record, config);
    return { kind: 'work', order: { ...inFlight, reserved_usd: reserved } };
  }
  if (sweep !== null) {
    return { kind: 'work', order: freshOrder(record, config, sweep) };
  }
  const phase = findPhase(plan, plan.currentPhase);
  if (phase === null) {
    return { kind: 'halt', halt: halts.planInvalid(`There is no phase ${plan.currentPhase} in the plan.`) };
  }
  return { kind: 'work', order: freshOrder(record, config, unitName({ kind: 'phase', phase: phase.id })) };
}

function freshOrder(record: RunRecord, config: Config, unit: string): Order {
  return {
    nonce: orderNonce(record.run_id, unit, record.head_sha, record.lease?.nonce ?? ''),
    unit,
    stage: 'setup',
    fix: 0,
    base: record.head_sha,
    wip_sha: null,
    test_summary: null,
    findings: [],
    reserved_usd: dispatchAllowance(record, config),
    settled_usd: 0,
  };
}
