/** Writes by their value to people (I11): what goes first when not everything can go. */
const PRIORITIES = ['reaction', 'dispatch', 'final', 'progress'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface QueuedWrite {
  readonly id: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly priority: Priority;
  /** Writes with the same key replace each other while they wait; null never coalesces. */
  readonly key: string | null;
}

/** Waiting writes and the order in which repositories were served last (the longest unserved first). */
export interface WriteQueue {
  readonly waiting: readonly QueuedWrite[];
  readonly served: readonly string[];
}

export const EMPTY_QUEUE: WriteQueue = { waiting: [], served: [] };

/** Adds a write; one that waits with the same key in the same repository gives way, and its place is kept. */
export function enqueue(queue: WriteQueue, write: QueuedWrite): { queue: WriteQueue; replaced: QueuedWrite | null } {
  const index = write.key === null ? -1 : queue.waiting.findIndex((other) => sameTarget(other, write));
  const replaced = queue.waiting[index] ?? null;
  const waiting = replaced === null ? [...queue.waiting, write] : queue.waiting.with(index, write);
  return { queue: { ...queue, waiting }, replaced };
}

/** The write to send next: highest priority, then the repository served longest ago, then the order of arrival. */
export function nextWrite(queue: WriteQueue): QueuedWrite | null {
  const ranked = queue.waiting.toSorted(
    (a, b) =>
      PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
      queue.served.indexOf(a.repository) - queue.served.indexOf(b.repository) ||
      a.id - b.id,
  );
  return ranked[0] ?? null;
}

export function remove(queue: WriteQueue, write: QueuedWrite): WriteQueue {
  const waiting = queue.waiting.filter((other) => other.id !== write.id);
  const rest = queue.served.filter((name) => name !== write.repository);
  const stillWaiting = new Set(waiting.map((other) => other.repository));
  const served = [...rest.filter((name) => stillWaiting.has(name)), write.repository];
  return { waiting, served };
}

function sameTarget(a: QueuedWrite, b: QueuedWrite): boolean {
  return a.key === b.key && a.repository === b.repository;
}
