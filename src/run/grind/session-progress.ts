import type { HookRun } from '../../grind/session-record.js';

/** What a session under way would forget if it went on elsewhere. */
export interface SessionProgress {
  /** Its scratchpad and its summary, as the agent has written them so far; kept with the tree. */
  readonly scratchpad: string;
  readonly summary: string;
  /** Its metric before the agent; null where there is none. */
  readonly metricBefore: number | null;
  readonly hooks: readonly HookRun[];
}
