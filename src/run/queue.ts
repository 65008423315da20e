import { firstNonce } from './ids.js';
import type { Pruned } from './pruning/pruned.js';
import type { Lease, RunRecord, RunStatus } from './record.js';
import { movesRun, startsRun, type Trigger } from './trigger.js';

/** A run that is not over, or that an unapplied command wants to move. */
export interface QueueEntry {
  readonly runId: string;
  /** `pending`: accepted, and no shift has claimed it yet. Over and without a record: it was removed from the ledger. */
  readonly status: RunStatus | 'pending';
  /** The nonce that its next shift must present. */
  readonly nonce: string;
  readonly lease: Lease | null;
  readonly record: RunRecord | null;
  /** Accepted commands for this run that no shift has applied, in order. */
  readonly inbox: readonly Trigger[];
}

interface Ledger {
  readonly triggers: readonly Trigger[];
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly pruned?: Pruned | undefined;
}

/** Every run that is alive or addressed by a new command, oldest first (run ids begin with the time of their command). */
export function liveRuns(ledger: Ledger): readonly QueueEntry[] {
  const ids = new Set<string>(ledger.runs.keys());
  for (const trigger of ledger.triggers) {
    if (startsRun(trigger)) {
      ids.add(trigger.run_id);
    }
  }
  return [...ids]
    .sort()
    .map((runId) => entryOf(ledger, runId))
    .filter((entry) => isAlive(entry) || wantsToMove(entry));
}

/** Runs whose next shift should be dispatched now: nobody holds them, and they stand within the first `slots` places. */
export function dispatchable(ledger: Ledger, slots: number, now: string): readonly QueueEntry[] {
  const live = liveRuns(ledger);
  const inSlots = new Set(
    inLine(live)
      .slice(0, slots)
      .map((entry) => entry.runId),
  );
  return live.filter((entry) => {
    if (entry.lease !== null || !wantsShift(entry, now)) {
      return false;
    }
    return !needsSlot(entry) || inSlots.has(entry.runId);
  });
}

/** How many runs stand before this one; 0 means that it is its turn. */
export function placeInQueue(ledger: Ledger, runId: string, slots: number): number {
  const index = inLine(liveRuns(ledger)).findIndex((entry) => entry.runId === runId);
  return Math.max(0, index - slots + 1);
}

/** The runs that need a place, in the order in which they get one. */
export function runsInLine(ledger: Ledger): readonly string[] {
  return inLine(liveRuns(ledger)).map(({ runId }) => runId);
}

/** The run that gets its turn first of those that stand before this one; null where none does. */
export function headOfQueue(ledger: Ledger, runId: string): string | null {
  const head = runsInLine(ledger)[0] ?? null;
  return head === runId ? null : head;
}

export function entryOf(ledger: Ledger, runId: string): QueueEntry {
  const record = ledger.runs.get(runId) ?? null;
  const applied = new Set(record?.applied_triggers ?? []);
  return {
    runId,
    status: record?.status ?? ledger.pruned?.runs[runId]?.status ?? 'pending',
    nonce: record?.next_nonce ?? firstNonce(runId),
    lease: record?.lease ?? null,
    record,
    inbox: ledger.triggers.filter((trigger) => trigger.run_id === runId && !applied.has(trigger.key)),
  };
}

/** Whether a run is over and its record was removed from the ledger. */
export function isRemoved({ record, status }: QueueEntry): boolean {
  return record === null && status !== 'pending';
}

/** Runs that need a slot, in the order in which they get one: an older run that is bought back does not push out one at work. */
function inLine(live: readonly QueueEntry[]): readonly QueueEntry[] {
  const competing = live.filter((entry) => needsSlot(entry));
  const atWork = (entry: QueueEntry): boolean => entry.lease !== null || entry.status === 'running';
  return [...competing.filter(atWork), ...competing.filter((entry) => !atWork(entry))];
}

function isAlive(entry: QueueEntry): boolean {
  return (
    entry.status === 'pending' || entry.status === 'queued' || entry.status === 'running' || entry.status === 'waiting'
  );
}

/** A halted run moves again on `rebuy` or `fold`; a finished or folded one never does. */
function wantsToMove(entry: QueueEntry): boolean {
  return entry.status === 'halted' && entry.inbox.some(movesRun);
}

/** A run that is only being folded or approved does no work, so it waits for nobody; one that is still at work holds its place until it has stopped. */
function needsSlot(entry: QueueEntry): boolean {
  if (entry.inbox.some((trigger) => ['fold', 'approve'].includes(trigger.verb)) || waitsForPerson(entry)) {
    return entry.lease !== null;
  }
  return isAlive(entry) || wantsToMove(entry);
}

/** A run that has asked a person something and has no answer yet is in nobody's way. */
function waitsForPerson({ status, record, inbox }: QueueEntry): boolean {
  return status === 'waiting' && record?.wake_at === null && !inbox.some(movesRun);
}

function wantsShift(entry: QueueEntry, now: string): boolean {
  if (entry.status === 'waiting' && !entry.inbox.some(movesRun)) {
    const wakeAt = entry.record?.wake_at ?? null;
    return wakeAt !== null && Date.parse(wakeAt) <= Date.parse(now);
  }
  return isAlive(entry) || wantsToMove(entry);
}
