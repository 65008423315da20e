import type { InterruptReason, UnitProgress, WorkResult } from '../../run/progress.js';
import type { StageEnd } from '../stage-end.js';

/** What a unit that did not come to its end means for the run: kept for later, or a halt. */
export function stopped(end: NonNullable<StageEnd>, signal: AbortSignal, progress: UnitProgress): WorkResult {
  const reason = interruptReason(signal);
  if ((signal.aborted || end.kind === 'interrupted') && !mustHalt(end, reason)) {
    return { kind: 'interruption', reason, progress };
  }
  if (end.kind !== 'refused') {
    const wait = end.kind === 'parked' && end.wait !== undefined ? { wait: end.wait } : {};
    return { kind: 'interruption', reason: end.kind === 'interrupted' ? reason : end.kind, ...wait, progress };
  }
  const { halt, rejectedDeferred } = end;
  return { kind: 'refusal', halt, progress, ...(rejectedDeferred === undefined ? {} : { rejectedDeferred }) };
}

const REASONS: readonly InterruptReason[] = ['deadline', 'signal', 'fold', 'lease_lost'];

function interruptReason(signal: AbortSignal): InterruptReason {
  return REASONS.find((reason) => reason === signal.reason) ?? 'signal';
}

/** An agent that had touched plan or policy when time ran out is no less told on (I7), unless the run is over or somebody else's. */
function mustHalt(end: NonNullable<StageEnd>, reason: InterruptReason): boolean {
  const tampered = end.kind === 'refused' && ['plan_tampered', 'policy_tampered'].includes(end.halt.code);
  return tampered && (reason === 'deadline' || reason === 'signal');
}
