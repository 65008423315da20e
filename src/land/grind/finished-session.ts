import type { Config } from '../../config/config.js';
import type { Snapshot } from '../../git/repository.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { SessionRecord } from '../../grind/session-record.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Halt, Order } from '../../run/record.js';
import type { RunFiles } from '../run-files.js';

/** A session that is over, whatever came of it. */
export interface EndedSession {
  readonly before: RunFiles;
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly promptSha256: string;
  /** The scratchpad as the session was given it. */
  readonly seedPad: string;
  readonly dir: string;
  /** The tree that was tested, read against the order's base; absent where it must be read. */
  readonly snapshot?: Snapshot;
  /** What stood against landing that tree when it was read; present where programs ran in the folder since, so that it cannot tell. */
  readonly judged?: { readonly problem: Halt | null };
  readonly config: Config;
  readonly material: GrindMaterial;
}

/** A session that ended by itself, with the tree that it left. */
export interface FinishedSession extends EndedSession {
  readonly outcome: SessionOutcome;
  /**
   * Whether the merged tree (a commit) is as good as the session's own: asked where others landed meanwhile. Absent where nothing is
   * to be proved.
   */
  readonly prove?: (commit: string) => Promise<Proof>;
}

/** `stopped`: nobody could find out, because the shift must end. */
export type Proof = 'proved' | 'refuted' | 'stopped';

export type SessionLanding =
  | { readonly kind: 'landed'; readonly files: RunFiles; readonly session: SessionRecord }
  /** It could not be merged with what landed before it, and is to run once more. */
  | { readonly kind: 'again'; readonly files: RunFiles }
  /** Its merged tree could not be looked at any more; nothing was written. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly halt: Halt }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly message: string };
