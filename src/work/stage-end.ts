import type { Leftover } from '../agents/contract.js';
import type { Halt } from '../run/record.js';

/** How an agent dispatch left its unit: go on, or stop with a reason. */
export type DispatchEnd =
  /** `leftovers`: what it started and did not see to its end. */
  | { readonly kind: 'done'; readonly leftovers: readonly Leftover[] }
  | { readonly kind: 'refused'; readonly halt: Halt; readonly rejectedDeferred?: string }
  | { readonly kind: 'interrupted' }
  /** The work could not be kept on the remote, so no more money may be spent on it. */
  | { readonly kind: 'unsaved' }
  /** The day's money is used up; the unit goes on tomorrow. */
  | { readonly kind: 'parked' };

/** Why a stage ended the unit, or null when the next stage may begin. */
export type StageEnd = Exclude<DispatchEnd, { kind: 'done' }> | null;
