import { sha256 } from '../base/digest.js';

/** `YYYYMMDDTHHMMSSZ` of an ISO 8601 instant. */
export function timeSlug(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** The run that a trigger starts: the same on every replica (design 5.2). */
export function runIdFor(at: string, triggerKey: string): string {
  return `${timeSlug(at)}-${sha256(triggerKey).slice(0, 6)}`;
}

export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Where a trigger file stands on the ledger; `at` is the time of the event that caused it. */
export function triggerPath(at: string, key: string): string {
  return `triggers/${at.slice(0, 7)}/${key}.json`;
}

/**
 * The nonce that the next shift of a run must present. It is derived, not drawn: whoever wants the run to go on
 * (a settling job, the App, a reconciling schedule) arrives at the same value, so any number of dispatches lead to one claim.
 */
export function nextNonce(runId: string, previous: string): string {
  return sha256(`${runId}\n${previous}`).slice(0, 20);
}

/** The nonce of a run's first shift. */
export function firstNonce(runId: string): string {
  return nextNonce(runId, 'first');
}

/** The name of one work order: changes with the unit, the tip it starts from and the claim that issued it. */
export function orderNonce(runId: string, unit: string, base: string, claim: string): string {
  return sha256([runId, unit, base, claim].join('\n')).slice(0, 20);
}
