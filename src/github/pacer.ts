import type { Clock } from '../base/clock.js';
import { type Allowance, allowanceWait, fullAllowance, spend } from './pacing/buckets.js';
import {
  EMPTY_QUEUE,
  enqueue,
  nextWrite,
  type Priority,
  type QueuedWrite,
  remove,
  type WriteQueue,
} from './pacing/write-queue.js';

export type EditOutcome = 'edited' | 'gone';

/** Paces the writes of one installation, whatever repositories they go to. */
export interface Pacer {
  /** Resolves or rejects as `send` does, once it was this write's turn. */
  write<T>(request: WriteRequest, send: () => Promise<T>): Promise<T>;
  /** The same for edits of one text: while one waits, a newer one with the same key takes its place, and both get its outcome. */
  edit(request: WriteRequest & { readonly key: string }, send: () => Promise<EditOutcome>): Promise<EditOutcome>;
  /** Writes that still wait. */
  waiting(): number;
}

export interface WriteRequest {
  readonly repository: string;
  readonly priority: Priority;
}

/** Progress edits leave this many writes of the hour to everything that matters more. */
const PROGRESS_RESERVE = 50;

interface Job {
  readonly start: () => void;
  /** Only for edits: gives the outcome of the edit that took its place. */
  readonly follow: ((successor: Promise<EditOutcome>) => void) | null;
}

/** A pacer on a clock; it starts writes in order and does not wait for one to end before it starts the next. */
export function createPacer(clock: Clock): Pacer {
  let queue: WriteQueue = EMPTY_QUEUE;
  let allowance: Allowance = fullAllowance(clock.now());
  let nextId = 1;
  let wake: AbortController | null = null;
  const jobs = new Map<number, Job>();

  async function drain(signal: AbortSignal): Promise<void> {
    for (let write = nextWrite(queue); write !== null && !signal.aborted; write = nextWrite(queue)) {
      const wait = allowanceWait(allowance, write.priority === 'progress' ? PROGRESS_RESERVE : 0, clock.now());
      if (wait > 0) {
        await clock.sleep(wait, signal);
        continue;
      }
      start(write);
    }
  }

  function start(write: QueuedWrite): void {
    queue = remove(queue, write);
    allowance = spend(allowance, clock.now());
    jobs.get(write.id)?.start();
    jobs.delete(write.id);
  }

  /** A new write may outrank the one that the loop waits for, so the loop begins again. */
  function restart(): void {
    wake?.abort();
    wake = new AbortController();
    void drain(wake.signal);
  }

  function add(request: WriteRequest, key: string | null, job: Job): QueuedWrite | null {
    const write = { id: nextId, repository: request.repository, priority: request.priority, key };
    nextId += 1;
    jobs.set(write.id, job);
    const added = enqueue(queue, write);
    queue = added.queue;
    restart();
    return added.replaced;
  }

  return {
    waiting: () => queue.waiting.length,
    write: (request, send) =>
      new Promise((resolve, reject) => {
        add(request, null, { start: () => void send().then(resolve, reject), follow: null });
      }),
    edit: (request, send) => {
      let replaced: QueuedWrite | null = null;
      const outcome = new Promise<EditOutcome>((resolve, reject) => {
        const start = (): void => void send().then(resolve, reject);
        const follow = (successor: Promise<EditOutcome>): void => void successor.then(resolve, reject);
        replaced = add(request, request.key, { start, follow });
      });
      settleReplaced(jobs, replaced, outcome);
      return outcome;
    },
  };
}

function settleReplaced(jobs: Map<number, Job>, replaced: QueuedWrite | null, outcome: Promise<EditOutcome>): void {
  if (replaced !== null) {
    jobs.get(replaced.id)?.follow?.(outcome);
    jobs.delete(replaced.id);
  }
}
