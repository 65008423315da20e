import type { Snapshot } from '../../../git/repository.js';
import type { WorkResult } from '../../../run/progress.js';
import type { Halt, Order } from '../../../run/record.js';

/** What a session that worked in a folder of its own came to. */
export interface DetachedEnd {
  /** As it was really taken up. */
  readonly order: Order;
  readonly result: WorkResult;
  /** Holds the tree that it left; null for one that left nothing. */
  readonly dir: string | null;
  /** The tree that may land, where it was read already. */
  readonly snapshot?: Snapshot;
  /** What stood against landing that tree when it was read; present where programs ran in the folder since. */
  readonly judged?: { readonly problem: Halt | null };
  /** The scratchpad as the session was given it. */
  readonly seedPad: string;
  readonly promptSha256: string;
}
