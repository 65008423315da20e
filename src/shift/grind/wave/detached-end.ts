import type { Snapshot } from '../../../git/repository.js';
import type { WorkResult } from '../../../run/progress.js';
import type { Order } from '../../../run/record.js';

/** What a session that worked in a folder of its own came to. */
export interface DetachedEnd {
  /** As it was really taken up. */
  readonly order: Order;
  readonly result: WorkResult;
  /** Holds the tree that it left. */
  readonly dir: string;
  /** That tree, where it was read after the last program. */
  readonly snapshot?: Snapshot;
  /** The scratchpad as the session was given it. */
  readonly seedPad: string;
  readonly promptSha256: string;
}
