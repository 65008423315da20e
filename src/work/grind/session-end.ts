import type { MetricReading } from '../../grind/session-record.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import type { StageEnd } from '../stage-end.js';

/** How the stages of a session ended. */
export type SessionEnd =
  | { readonly kind: 'ok'; readonly changed: boolean; readonly metric?: MetricReading }
  /** By itself, but not well. */
  | { readonly kind: 'failed'; readonly verdict: Verdict; readonly metric?: MetricReading }
  /** As a stage of any unit can end; whose failure that is, has to be judged yet. */
  | { readonly kind: 'stage'; readonly end: NonNullable<StageEnd> };

/** What is said about a session that ended. */
export interface Verdict {
  readonly status: SessionOutcome['status'];
  /** Why; null where what the agent wrote says all. */
  readonly why: string | null;
  readonly code: string | null;
}

export function failed(code: string, why: string): Extract<SessionEnd, { kind: 'failed' }> {
  return { kind: 'failed', verdict: { status: 'error', why, code } };
}
