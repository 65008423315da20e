import { type ErrorParts, PitbossError } from '../../base/pitboss-error.js';
import { isGrind } from '../../commands/grind/grind-runs.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { entryOf, type QueueEntry } from '../../run/queue.js';
import type { Lease } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';
import { findRun } from '../find-run.js';

/** The command that started a grind run; null for a run that does not grind. */
export function startOf(state: LedgerState, runId: string): Trigger | null {
  return state.triggers.find(({ verb, run_id: id }) => verb === 'grind' && id === runId) ?? null;
}

/** The folder of prompts that a run was started with; null for the usual ones. */
export function promptsDirOf(state: LedgerState, runId: string): string | null {
  return startOf(state, runId)?.grind_request?.prompts_dir ?? null;
}

/** Every grind run, the oldest first. */
export function grindRuns(state: LedgerState): readonly QueueEntry[] {
  const ids = new Set([...state.runs.keys(), ...state.triggers.map(({ run_id: id }) => id)]);
  return [...ids]
    .sort()
    .map((id) => entryOf(state, id))
    .filter((entry) => isGrind(entry, state));
}

/** A run that a word about grind names; anything else is refused. */
export function namedGrind(state: LedgerState, wanted: string): QueueEntry {
  const entry = findRun(state, wanted, null);
  if (!isGrind(entry, state)) {
    throw badInput({
      code: 'not_a_grind_run',
      what: `Run ${entry.runId} is no grind run.`,
      why: `It is of the kind \`${entry.record?.kind ?? 'play'}\`, and has no sessions.`,
      fix: '`pitboss status` shows it; `pitboss rebuy` lets it go on.',
    });
  }
  return entry;
}

/**
 * The run that `grind --resume` means: the one that is named, else, of those that are not over and that nobody is seen to work on, the one that
 * changed last.
 * @param atWork whether the holder of a lease may still be there
 */
export function runToResume(state: LedgerState, wanted: string | null, atWork: (lease: Lease) => boolean): QueueEntry {
  const entry =
    wanted === null
      ? grindRuns(state)
          .filter(({ status, lease }) => isOpen(status) && (lease === null || !atWork(lease)))
          .toSorted((a, b) => changedAt(a, state) - changedAt(b, state))
          .at(-1)
      : namedGrind(state, wanted);
  if (entry === undefined) {
    const newest = grindRuns(state).at(-1);
    throw badInput({
      code: 'nothing_to_resume',
      what: 'There is no grind run that could go on.',
      why:
        newest === undefined
          ? 'None was started in this repository.'
          : `The newest, ${newest.runId}, is ${isOpen(newest.status) ? 'being worked on' : newest.status}.`,
      fix: '`pitboss grind` starts one.',
    });
  }
  if (!isOpen(entry.status)) {
    throw badInput({
      code: 'run_over',
      what: `Run ${entry.runId} is ${entry.status}.`,
      why: 'A run that is over is never taken up again.',
      fix: '`pitboss grind` starts a new one; with `--continue` it goes on with the rotation.',
    });
  }
  return entry;
}

/** When a run changed last, in milliseconds; one that nobody has taken up changed when it was asked for. */
function changedAt({ record, runId }: QueueEntry, state: LedgerState): number {
  return Date.parse(record?.updated_at ?? startOf(state, runId)?.at ?? '') || 0;
}

export function isOpen(status: QueueEntry['status']): boolean {
  return status !== 'finished' && status !== 'folded';
}

export function badInput(parts: ErrorParts): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}
