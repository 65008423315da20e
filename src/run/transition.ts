import type { RunStatus } from './record.js';

/** What can happen to a run, seen from its status. */
export const RUN_EVENTS = ['claim', 'save', 'land', 'halt', 'finish', 'fold', 'rebuy', 'park', 'release'] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

/**
 * The whole state machine: the status after each event, or nothing where the event must be refused.
 * Finished and folded are final; a halted run moves only on a person's word.
 */
const AFTER: Readonly<Record<RunStatus, Partial<Record<RunEvent, RunStatus>>>> = {
  queued: { claim: 'running', halt: 'halted', fold: 'folded' },
  running: {
    claim: 'running',
    save: 'running',
    land: 'running',
    halt: 'halted',
    finish: 'finished',
    fold: 'folded',
    // A run that a shift left behind, or that waited, runs from its claim on, and is told to go on after that.
    rebuy: 'running',
    park: 'waiting',
    release: 'running',
  },
  waiting: { claim: 'running', halt: 'halted', fold: 'folded', release: 'waiting' },
  halted: { claim: 'halted', fold: 'folded', rebuy: 'running', release: 'halted' },
  finished: { release: 'finished' },
  folded: { release: 'folded' },
};

/** The status after `event`, or null when it is not allowed in `status`. */
export function statusAfter(status: RunStatus, event: RunEvent): RunStatus | null {
  return AFTER[status][event] ?? null;
}
