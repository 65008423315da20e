import type { AuditReport } from './audit.js';
import type { SessionOutcome } from './grind/session-outcome.js';
import type { SessionProgress } from './grind/session-progress.js';
import type { ByAgent } from './money/by-agent.js';
import type { Note } from './notes/note.js';
import type { Wait } from './outages/patience.js';
import type { Halt, Stage, TestsReport } from './record.js';
import type { BaseCommand, Baseline } from './tests/baseline.js';
import type { AskedAgain } from './units/asked-again.js';
import type { TestChange } from './units/test-change.js';
import type { BookedByDay, RoleUsage } from './usage.js';

/** How far a unit got since this shift took it up. Usage and dispatches are totals of that time, so applying the newest progress twice changes nothing. */
export interface UnitProgress {
  readonly stage: Stage;
  /** Fixer dispatches made in this unit, earlier shifts included. */
  readonly fix: number;
  readonly usage: RoleUsage;
  /** Dollars set aside for dispatches whose end nobody saw, beyond what they are known to have used; they count as spent (I5). */
  readonly unsettledUsd: number;
  /** Usage and `unsettledUsd` by the day for which they were set aside; what it does not name counts for the day of its recording. */
  readonly bookedByDay?: BookedByDay;
  /** The same usage by agent and model; absent where none was started. */
  readonly byAgent?: ByAgent;
  /** Agent dispatches charged to the unit. */
  readonly dispatches: number;
  /** The last test run, when there was one. */
  readonly tests: TestsReport | null;
  /** Label of the test command that the unit's base has, null for none; absent where nobody has looked yet. */
  readonly baseTests?: string | null;
  /** The auditor's pass, earlier shifts included; absent until it began. */
  readonly audit?: AuditReport;
  /** That command, where there is one. */
  readonly baseCommand?: BaseCommand;
  /** The tree as set-up and tests left it before the first agent, where they ran. */
  readonly notedTree?: string;
  /** How the tests stood before the run began, where this unit found it out. */
  readonly baseline?: Baseline;
  /** Where the tree makes tests say less than the base's; absent where nobody has looked yet. */
  readonly testChanges?: readonly TestChange[];
  /** What the next fixer is to be shown, beside failing tests. */
  readonly weakened?: readonly string[];
  /** What people wrote to the run, with the units that were shown it; absent where nobody wrote. */
  readonly notes?: readonly Note[];
  /** Turns that ended too early and were asked for again; absent where there was none. */
  readonly askedAgain?: readonly AskedAgain[];
  /** Only of a session. */
  readonly session?: SessionProgress;
  /** Content of deferred.md as the agent left it, checked. */
  readonly deferred: string;
}

/** What `work` hands to `land`. */
export type WorkResult =
  | { readonly kind: 'tree'; readonly progress: UnitProgress }
  /** A session that ended by itself, well or badly; whether its tree lands is said by its status. */
  | { readonly kind: 'session'; readonly progress: UnitProgress; readonly outcome: SessionOutcome }
  | {
      readonly kind: 'refusal';
      readonly halt: Halt;
      readonly progress: UnitProgress;
      readonly rejectedDeferred?: string;
    }
  | {
      readonly kind: 'interruption';
      readonly reason: InterruptReason;
      /** With `parked`: for what it waits; absent where deciding anew finds that out. */
      readonly wait?: Wait;
      readonly progress: UnitProgress;
    };

/** Why work stopped before its unit was done, through no fault of the unit. */
export type InterruptReason = 'deadline' | 'signal' | 'fold' | 'lease_lost' | 'unsaved' | 'parked';
