import { type ErrorParts, PitbossError } from '../base/pitboss-error.js';
import type { LedgerState } from '../ledger/ledger.js';
import { entryOf, type QueueEntry } from '../run/queue.js';
import type { RunStatus } from '../run/record.js';
import { startsRun } from '../run/trigger.js';

type Status = RunStatus | 'pending';

/** The run that a command means: the one that is named (any unambiguous beginning will do), else the newest in one of `statuses`. */
export function findRun(
  state: LedgerState,
  wanted: string | undefined,
  statuses: readonly Status[] | null,
): QueueEntry {
  const ids = [
    ...new Set([...state.runs.keys(), ...state.triggers.filter(startsRun).map((trigger) => trigger.run_id)]),
  ].sort();
  if (wanted !== undefined) {
    return named(state, ids, wanted);
  }
  const entries = ids.map((id) => entryOf(state, id));
  const found = entries.filter((entry) => statuses === null || statuses.includes(entry.status)).at(-1);
  if (found === undefined) {
    throw refusal({
      code: 'no_run',
      what: entries.length === 0 ? 'There is no run yet.' : 'There is no run that this command could change.',
      why:
        entries.length === 0
          ? 'Nothing was ever played in this repository.'
          : `The newest run is ${entries.at(-1)?.status ?? 'gone'}.`,
      fix: '`pitboss play` starts one.',
    });
  }
  return found;
}

/** A command that means no run is bad input. */
function refusal(parts: ErrorParts): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}

function named(state: LedgerState, ids: readonly string[], wanted: string): QueueEntry {
  const matches = ids.filter((id) => id.startsWith(wanted));
  const [only] = matches;
  if (only === undefined || matches.length > 1) {
    throw refusal({
      code: 'unknown_run',
      what: `There is no single run \`${wanted}\`.`,
      why:
        matches.length === 0
          ? `The runs are: ${ids.join(', ') || 'none'}.`
          : `These begin with it: ${matches.join(', ')}.`,
      fix: '`pitboss status` shows the newest run; give its id or an unambiguous beginning. Runs that ended are removed in time (`ledger.keep_runs`).',
    });
  }
  return entryOf(state, only);
}
