import { rotationName } from '../../grind/files/wanted.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { liveRuns, type QueueEntry } from '../../run/queue.js';
import type { Trigger } from '../../run/trigger.js';

/** What started a grind run; null for a run that does not grind. */
function requestOf(entry: QueueEntry, state: LedgerState): Trigger | null {
  const started = state.triggers.find(({ verb, run_id: id }) => verb === 'grind' && id === entry.runId);
  return started ?? null;
}

export function isGrind(entry: QueueEntry, state: LedgerState): boolean {
  return entry.record === null ? requestOf(entry, state) !== null : entry.record.kind === 'grind';
}

interface Sought {
  readonly rotation: string;
  /** Only runs of this issue; undefined for runs of every issue, and of none. */
  readonly issue?: number;
  /** `grind.default_rotation`. */
  readonly standard: string | undefined;
}

/** The oldest run that works through a rotation and is not over; a halted one counts only if somebody has bought it back. */
export function unfinishedGrind(state: LedgerState, { rotation, issue, standard }: Sought): QueueEntry | null {
  const found = liveRuns(state).find((entry) => {
    const request = requestOf(entry, state);
    const { record } = entry;
    const stands = entry.status === 'halted' && !entry.inbox.some(({ verb }) => verb === 'rebuy');
    if (!isGrind(entry, state) || stands) {
      return false;
    }
    const own = record?.grind?.rotation ?? rotationName(request?.grind_request?.rotation ?? null, standard);
    const belongs = issue === undefined || (record?.issue ?? request?.issue?.number ?? null) === issue;
    return own === rotation && belongs;
  });
  return found ?? null;
}
