import type { ModelAccess } from '../agents/access/model-access.js';
import type { AgentBackend } from '../agents/contract.js';
import type { Clock } from '../base/clock.js';
import type { Result } from '../base/result.js';
import type { Config } from '../config/config.js';
import type { DiffSize } from '../git/diff-size.js';
import type { ChangeSet } from '../integrity/change-set.js';
import type { RunProgram } from '../process/program.js';
import type { PromptOverrides } from '../prompts/overrides/read-overrides.js';
import type { Tell } from '../report/shift-event.js';
import type { UsedUp } from '../run/money/allowance.js';
import type { Note } from '../run/notes/note.js';
import type { Wait } from '../run/outages/patience.js';
import type { UnitProgress } from '../run/progress.js';
import type { Order } from '../run/record.js';
import type { ItemAttempts } from '../run/sweep/staleness.js';
import type { Baseline } from '../run/tests/baseline.js';
import type { Subject } from '../run/units/subject.js';
import type { Role } from '../run/usage.js';

import type { SessionFacts } from './grind/session-facts.js';

/** One WorkOrder with all that is needed to carry it out in a checkout. */
export interface Unit {
  readonly order: Order;
  readonly subject: Subject;
  /** The plan as it stands, byte for byte. */
  readonly planText: string;
  /** deferred.md as last landed or saved. */
  readonly deferredText: string;
  /** Agent dispatches already charged to the same phase by earlier shifts. */
  readonly attemptsBefore: number;
  /** What a sweep is told beyond the items themselves. */
  readonly sweep: SweepFacts;
  /** Only of a session. */
  readonly grind?: SessionFacts;
  /** What is known of the run's base; without it, its tests are not looked at. */
  readonly base?: KnownBase;
  /** What people wrote to the run so far. */
  readonly notes?: readonly Note[];
  readonly config: Config;
  /** Prompts of the repository's own, from the default branch. */
  readonly prompts: PromptOverrides;
  /** The working tree. */
  readonly dir: string;
  /** Outside the tree: homes of agents, prompt files. */
  readonly scratchDir: string;
  /** Transcripts and test logs. */
  readonly logDir: string;
}

export interface SweepFacts {
  /** The phase that landed last; null where none has. */
  readonly after: string | null;
  /** Sweeps that an item has outlived, by its text. */
  readonly attempts: ItemAttempts;
  /** deferred.md before the sweep began. */
  readonly deferredBefore: string;
  /** Whether the auditor looks at what the sweep changed. */
  readonly audit: boolean;
  /** Items that are shown at most; null for all. */
  readonly maxItems: number | null;
}

/** What a run knows about the commit that it started from. */
export interface KnownBase {
  /** How the tests stood there; null until somebody looked. */
  readonly baseline: Baseline | null;
  /** Tests that failed there and have not passed since. */
  readonly failing: readonly string[];
  /** Whether this unit builds on that very commit. */
  readonly untouched: boolean;
}

/** Who does a role's work, and with which model. */
export interface Agent {
  readonly backend: AgentBackend;
  readonly model: string;
  /** Key and address of its provider, where it needs any. */
  readonly access?: ModelAccess;
  /** What the project tells agents; part of the system prompt. */
  readonly instructions?: string;
}

export interface WorkPorts {
  readonly run: RunProgram;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly agentFor: (role: Role) => Agent;
  /** Environment of agents, and of tests and set-up; no key is in either. */
  readonly agentEnv: Readonly<Record<string, string>>;
  readonly plainEnv: Readonly<Record<string, string>>;
  /** Whether the tree differs from the one that was noted last, in this shift or before, or from the commit that the unit builds on. */
  readonly treeChanged: () => Promise<boolean>;
  readonly review: TreeReview;
  /** Files that differ from that commit as the tree stands now: what each holds, by path. Null where it cannot be read. */
  readonly files?: () => Promise<ReadonlyMap<string, string> | null>;
  /**
   * From here on, a change is a difference from the tree as it stands now: set-up and tests may have left files. Names the tree;
   * null where it cannot be read.
   */
  readonly noteTree?: () => Promise<string | null>;
  /** From here on, nothing that changes in the tree lands: a metric or a hook may run in it still. Absent where that cannot be. */
  readonly sealTree?: () => Promise<void>;
  /** What the tree changed against that commit, as far as it concerns tests; bounded, and read from git objects. */
  readonly changedFiles: () => Promise<ChangeSet>;
  /**
   * Keeps tree and stage on the remote. With `required` it may not be skipped to spare pushes: false then means that money must not
   * be spent, because what was spent so far is recorded nowhere.
   */
  readonly save: (progress: UnitProgress, options: { readonly required: boolean }) => Promise<boolean>;
  /** Notes that came in and stand on no record yet. */
  readonly newNotes?: () => readonly Note[];
  /** Which cap forbids a further dispatch, or null. */
  readonly barred: (progress: UnitProgress) => UsedUp | null;
  /**
   * Sets money aside for the next dispatch, on the record: most dollars that it may spend, the UTC day that they count for, and the
   * tokens that the run has left, if they are limited. Null when that could not be recorded; then nothing may be spent.
   */
  readonly setAside: (
    progress: UnitProgress,
  ) => Promise<{ readonly usd: number; readonly day: string; readonly tokens?: number | null } | null>;
  /** What the shift has to do with an agent that cannot work; absent where there is no shift. */
  readonly outages?: OutagePorts;
  /** Aborted when the unit must stop; its reason is an InterruptReason. */
  readonly signal: AbortSignal;
}

export interface OutagePorts {
  /** When the shift's time is up, in milliseconds since the epoch; null where no limit applies. */
  readonly endsAt: number | null;
  /** How often the run has slept for its agent since something landed. */
  readonly waits: number;
  /** Shows people that a pause begins; null: that it is over. */
  readonly pausing: (wait: Wait | null) => void;
  /** Takes a role's agent out of service until then (milliseconds since the epoch). Who takes over, or when the first of them can work again. */
  readonly standIn: (role: Role, until: number) => Relief;
}

export type Relief =
  | { readonly kind: 'agent'; readonly agent: Agent }
  | { readonly kind: 'nobody'; readonly until: number };

/** The working tree as trusted git sees it: git never runs with the configuration of a tree that an agent could write. */
export interface TreeReview {
  /**
   * The tree as it stands and its diff against the commit that the unit builds on: bounded, head and tail, blank when nothing
   * changed. The error says why the tree cannot be read.
   */
  look(): Promise<Result<{ readonly tree: string; readonly diff: string }, string>>;
  /** How much changed since `tree`, which `look` has returned. */
  changedSince(tree: string): Promise<Result<DiffSize, string>>;
}
