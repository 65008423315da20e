export type Job = () => Promise<void>;

/** Work that goes on after a webhook was acknowledged: in order for each repository, a few repositories at a time, never without bound. */
export interface WorkQueue {
  /** False when the queue is full or closed; reconciliation finds what was not taken. */
  offer(repository: string, job: Job): boolean;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
  /** Takes nothing more, and drops what has not begun. */
  close(): void;
}

export interface WorkQueueOptions {
  /** Jobs that may wait. */
  readonly capacity: number;
  /** Repositories that are worked on at the same time. */
  readonly width: number;
  readonly onError: (repository: string, error: unknown) => void;
}

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const lanes = new Map<string, Job[]>();
  const busy = new Set<string>();
  let waiting = 0;
  let closed = false;
  let idlers: (() => void)[] = [];

  function pump(): void {
    for (const [repository, lane] of lanes) {
      if (busy.size >= options.width) {
        return;
      }
      const job = busy.has(repository) ? undefined : lane.shift();
      if (job !== undefined) {
        // A served lane goes to the end, so that a busy repository does not starve the others.
        lanes.delete(repository);
        if (lane.length > 0) {
          lanes.set(repository, lane);
        }
        waiting -= 1;
        busy.add(repository);
        void run(repository, job);
      }
    }
  }

  async function run(repository: string, job: Job): Promise<void> {
    try {
      await job();
    } catch (error) {
      options.onError(repository, error);
    }
    busy.delete(repository);
    pump();
    settle();
  }

  function settle(): void {
    if (busy.size === 0 && waiting === 0) {
      const ready = idlers;
      idlers = [];
      for (const resolve of ready) {
        resolve();
      }
    }
  }

  return {
    offer(repository, job) {
      if (closed || waiting >= options.capacity) {
        return false;
      }
      const lane = lanes.get(repository) ?? [];
      lane.push(job);
      lanes.set(repository, lane);
      waiting += 1;
      // The job begins after the handler has returned, so that the acknowledgement is on its way first.
      setImmediate(pump);
      return true;
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        settle();
      }),
    close() {
      closed = true;
      lanes.clear();
      waiting = 0;
      settle();
    },
  };
}
