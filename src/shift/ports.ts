import type { Result } from '../base/result.js';
import type { Config } from '../config/config.js';
import type { RepositoryApi } from '../github/repository-api.js';
import type { GrindMaterial } from '../grind/rotation.js';
import type { LandPorts } from '../land/run-files.js';
import type { RunProgram } from '../process/program.js';
import type { PromptOverrides } from '../prompts/overrides/read-overrides.js';
import type { Tell } from '../report/shift-event.js';
import type { Halt, Lease, RunRecord } from '../run/record.js';
import type { Role } from '../run/usage.js';
import type { Agent } from '../work/unit.js';

export interface ShiftRequest {
  readonly runId: string;
  readonly nonce: string;
  /** Who we are, for the lease: workflow run id and attempt, or a local process. */
  readonly holder: Pick<Lease, 'workflow_run_id' | 'attempt'>;
  /** When this shift's machine began, in milliseconds since the epoch; null where no time limit applies. */
  readonly startedAt: number | null;
  readonly dirs: ShiftDirs;
  readonly originalBranch: string | null;
  /** Where what the sessions of a wave came to on their machines was put; present where this shift lands them. */
  readonly received?: string;
}

export interface ShiftDirs {
  /** The working tree. */
  readonly tree: string;
  readonly scratch: string;
  readonly logs: string;
}

/** The configuration in force, or the reason why there is none. */
export type LoadedConfig =
  | { readonly kind: 'loaded'; readonly config: Config; readonly text: string; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly halt: Halt };

export interface Agents {
  forRole(role: Role): Agent;
  /** Who works while the agent of a role cannot, in this order; absent where nobody does. */
  readonly fallback?: readonly Agent[];
}

/** GitHub's side of a shift; a laptop has none. */
export interface GithubSide {
  readonly api: RepositoryApi;
  readonly workflowUrl: string | null;
  readonly repositoryUrl: string;
  readonly workflowFile: string;
  readonly defaultBranch: string;
  readonly notes: readonly string[];
}

export interface ShiftPorts {
  readonly land: Omit<LandPorts, 'observe' | 'hurry'>;
  readonly run: RunProgram;
  readonly tell: Tell;
  readonly github: GithubSide | null;
  /** Reads configuration from the default branch (on a laptop: from the user's tree). */
  readonly loadConfig: () => Promise<LoadedConfig>;
  readonly agents: (config: Config) => Promise<Agents | Halt>;
  /** Prompts of the repository's own, from the default branch (on a laptop: from the commit that is checked out), or what is wrong with them. */
  readonly prompts: () => Promise<Result<PromptOverrides, Halt>>;
  /**
   * Prompts and rotation of a grind run, from the default branch (on a laptop: from the user's tree), or why there are none to work
   * with. `rotation`: by name; null as configured. Absent where nothing grinds.
   */
  readonly grind?: (rotation: string | null, config: Config) => Promise<Result<GrindMaterial, Halt>>;
  readonly agentEnv: Readonly<Record<string, string>>;
  readonly plainEnv: Readonly<Record<string, string>>;
  /** Variables of the environment that the configuration passes on to hooks by name; absent where nothing grinds. */
  readonly variables?: (names: readonly string[]) => Readonly<Record<string, string>>;
  /**
   * Whether the holder of a lease is gone for certain (I1). `asked`: a person has told this run to go on or to stop, so a holder
   * that GitHub does not know any more counts as gone.
   */
  readonly holderEnded: (lease: Lease, asked: boolean) => Promise<boolean>;
  /** Kills everything that carries a marker, at once. */
  readonly killMarked: (marker: string) => Promise<number>;
  /** Aborted when the machine or a person ends this process. */
  readonly signal: AbortSignal;
  /** Aborted when a person at the terminal wants the session at work to be the last of a grind run for now. */
  readonly drain?: AbortSignal;
  /**
   * What becomes of sessions that may work side by side: machines of their own take them, or, in the job that lands them, the next
   * workflow run does. Absent: they work here.
   */
  readonly fleet?: 'hands_out' | 'lands';
  /** How often commands for this run are looked for, in milliseconds; at most 30,000. */
  readonly pollMs: number;
}

/** How a shift ended. */
export type ShiftOutcome =
  /** Not ours to do: somebody else holds the run, it is not its turn, or there is no such run. */
  | { readonly kind: 'declined'; readonly code: string; readonly reason: string }
  | { readonly kind: 'ended'; readonly record: RunRecord; readonly planText: string }
  /** Sessions are for machines of their own now; the run stays ours until what they came to is landed. By their numbers. */
  | {
      readonly kind: 'handed_out';
      readonly record: RunRecord;
      readonly planText: string;
      readonly sessions: readonly number[];
    }
  | { readonly kind: 'handed_over'; readonly record: RunRecord; readonly planText: string }
  | { readonly kind: 'lost'; readonly reason: string };
