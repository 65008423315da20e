import type { PushOutcome, RefUpdate } from '../git/repository.js';
import type { RotationState } from '../grind/rotation-state.js';
import type { SpendDay } from '../run/money/spend.js';
import type { Pruned } from '../run/pruning/pruned.js';
import type { RunRecord } from '../run/record.js';
import type { Trigger } from '../run/trigger.js';

/** One reading of the state branch; everything in it belongs to the same commit. */
export interface LedgerState {
  /** The tip that was read; null when the branch does not exist yet. */
  readonly tip: string | null;
  /** All readable triggers, in the order of their events (time, then key). */
  readonly triggers: readonly Trigger[];
  /** All run records by run id. */
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** The newest days' spending by day: at most `SPEND_DAYS` of them. */
  readonly spend: ReadonlyMap<string, SpendDay>;
  /** Where rotations stand, by their names; absent where none was ever begun. */
  readonly rotations?: ReadonlyMap<string, RotationState>;
  /** What is still known of runs that were removed; absent where none ever was. */
  readonly pruned?: Pruned;
  /** Days whose spending is there and was passed over; only readings by git tell. */
  readonly oldDays?: readonly string[];
  /** Files that could not be read as what they should be: path and reason. They are never rewritten. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** The inbox side: all that the App and the event job may do to the ledger. */
export interface TriggerInbox {
  read(): Promise<LedgerState>;
  /** Creates the file if it is absent. `known` means that this command was accepted before. */
  add(trigger: Trigger): Promise<'added' | 'known'>;
}

/** The shift's side: reads by git, writes by compare-and-swap, together with other refs if asked. */
export interface LedgerStore {
  read(): Promise<LedgerState>;
  /** The newest reading or writing of this process, at no cost; null before the first. */
  latest(): LedgerState | null;
  readFile(tip: string, path: string): Promise<string | null>;
  /**
   * Writes files of one run in one commit on top of the tip that is there, re-reading and rebuilding at most five times when
   * only the ledger moved. `guard` runs on each fresh reading and may veto (a lease that changed hands). Other refs go out in the same atomic push.
   */
  write(change: LedgerChange): Promise<LedgerWrite>;
}

export interface LedgerChange {
  /** Texts by path; null removes a file, or a folder with all that is in it. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Further files, which depend on what the ledger holds: made anew for each reading that the commit is tried on. */
  readonly derived?: (state: LedgerState) => ReadonlyMap<string, string | null>;
  readonly message: string;
  /** ISO 8601. */
  readonly at: string;
  readonly guard: (state: LedgerState) => string | null;
  readonly alongside: readonly RefUpdate[];
}

export type LedgerWrite =
  | { readonly kind: 'written'; readonly tip: string; readonly atomic: boolean }
  | { readonly kind: 'vetoed'; readonly reason: string }
  | { readonly kind: 'failed'; readonly push: Exclude<PushOutcome, { kind: 'pushed' }> };
