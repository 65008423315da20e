import type { LedgerState } from '../../ledger/ledger.js';
import type { QueueEntry } from '../../run/queue.js';
import { movesRun } from '../../run/trigger.js';
import { isGrind } from './grind-runs.js';

/** Why a run has no session to skip; the sentence goes on behind the run's name. */
export function skipObstacle(entry: QueueEntry, state: LedgerState): string | null {
  const obstacle = common(entry, state);
  if (obstacle !== null) {
    return obstacle;
  }
  if (entry.status !== 'running') {
    return `${standing(entry)}: no session of it is at work.`;
  }
  return entry.inbox.some(({ verb }) => verb === 'skip')
    ? 'was told to skip already, and has not come to it yet.'
    : null;
}

/** Why a run cannot be paused. */
export function pauseObstacle(entry: QueueEntry, state: LedgerState): string | null {
  const obstacle = common(entry, state);
  if (obstacle !== null) {
    return obstacle;
  }
  if (entry.status === 'halted' && !entry.inbox.some(movesRun)) {
    return `is halted already, and begins no session. \`/pitboss rebuy ${entry.runId}\` lets it go on.`;
  }
  const paused = entry.status === 'waiting' && entry.record?.wake_at === null;
  return paused || isPausing(entry) ? `is paused already. \`/pitboss rebuy ${entry.runId}\` lets it go on.` : null;
}

/** Whether a run begins no further session because somebody said so, and nobody has taken it back since. */
export function isPausing({ record, inbox }: QueueEntry): boolean {
  const last = inbox.findLast(({ verb }) => verb === 'pause' || verb === 'rebuy');
  return last === undefined ? record?.grind?.pausing === true : last.verb === 'pause';
}

function common(entry: QueueEntry, state: LedgerState): string | null {
  if (!isGrind(entry, state)) {
    return 'is not a grind run: only those are worked through in sessions that can be skipped or paused.';
  }
  if (entry.status === 'finished' || entry.status === 'folded') {
    return `is ${entry.status} already.`;
  }
  return entry.inbox.some(({ verb }) => verb === 'fold') ? 'is being folded.' : null;
}

function standing({ status }: QueueEntry): string {
  return status === 'pending' || status === 'queued' ? 'has not begun yet' : `is ${status}`;
}

/** Why a run takes no new budgets. */
export function newBudgetsObstacle(entry: QueueEntry, state: LedgerState): string | null {
  if (!isGrind(entry, state)) {
    return 'is not a grind run, and only those take budgets from a command. `budgets` in `.github/pitboss.yml` on the default branch holds for all others; raise it there, then write `/pitboss rebuy`.';
  }
  return entry.record === null ? 'has not begun yet. `/pitboss fold` it and ask again with other budgets.' : null;
}
