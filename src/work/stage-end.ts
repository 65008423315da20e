import type { Leftover } from '../agents/contract.js';
import type { Wait } from '../run/outages/patience.js';
import type { Halt } from '../run/record.js';

/** How an agent dispatch left its unit: go on, or stop with a reason. */
export type DispatchEnd =
  /** `leftovers`: what it started and did not see to its end. */
  | { readonly kind: 'done'; readonly leftovers: readonly Leftover[] }
  | { readonly kind: 'refused'; readonly halt: Halt; readonly rejectedDeferred?: string }
  | { readonly kind: 'interrupted' }
  /** The work could not be kept on the remote, so no more money may be spent on it. */
  | { readonly kind: 'unsaved' }
  /** Nothing can be done for now: the agent cannot work until then, or, without `wait`, the day's money is used up. */
  | { readonly kind: 'parked'; readonly wait?: Wait };

/** Why a stage ended the unit, or null when the next stage may begin. */
export type StageEnd = Exclude<DispatchEnd, { kind: 'done' }> | null;
