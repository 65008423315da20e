import type { Hooks } from '../../grind/rotation.js';

/** What a session's work needs beyond what every unit needs. */
export interface SessionFacts {
  readonly runId: string;
  /** Name of the rotation. */
  readonly rotation: string;
  /** sessions.md, rendered from every session that ended so far. */
  readonly sessionLog: string;
  /** The run's scratchpad as this session is given it. */
  readonly scratchpad: string;
  /** Hooks in force: the rotation's, else the configuration's. */
  readonly hooks: Hooks;
  /** Environment of hooks: what every set-up command gets, and `grind.hook_env_passthrough`. */
  readonly hookEnv: Readonly<Record<string, string>>;
  /** Aborted when somebody asks to skip this session; the run goes on. */
  readonly skip: AbortSignal;
}
