/** What one process remembers so that it does not do things twice, or too often. Losing it costs look-ups, never correctness. */
export interface CommandMemory {
  /** False when this process has this comment in hand or is done with it. */
  begin(commentId: number): boolean;
  /** The comment could not be dealt with: a later delivery or reconciliation may try again. */
  forget(commentId: number): void;
  knows(commentId: number): boolean;
  dispatched(nonce: string): DispatchNote | null;
  /** Counts an attempt. */
  noteDispatch(nonce: string, note: { readonly at: number; readonly runId: number | null }): void;
  /** The workflow run that the last attempt led to. */
  learnRun(nonce: string, runId: number | null): void;
  /** A person asks for this run again: its attempts count from the start. */
  renewDispatch(nonce: string): void;
  /** True once per key and hour: for answers that a person could ask for endlessly. */
  mayAnswer(key: string, now: number): boolean;
}

export interface DispatchNote {
  /** Milliseconds; the last time that this nonce was dispatched or seen dispatched. */
  readonly at: number;
  readonly runId: number | null;
  /** How often this process dispatched it. */
  readonly attempts: number;
}

const HOUR = 3_600_000;
const MAX_ENTRIES = 10_000;

export function createMemory(): CommandMemory {
  const comments = new Map<number, true>();
  const dispatches = new Map<string, DispatchNote>();
  const answers = new Map<string, number>();
  return {
    begin(id) {
      if (comments.has(id)) {
        return false;
      }
      put(comments, id, true);
      return true;
    },
    forget: (id) => void comments.delete(id),
    knows: (id) => comments.has(id),
    dispatched: (nonce) => dispatches.get(nonce) ?? null,
    noteDispatch(nonce, note) {
      put(dispatches, nonce, { ...note, attempts: (dispatches.get(nonce)?.attempts ?? 0) + 1 });
    },
    learnRun(nonce, runId) {
      const note = dispatches.get(nonce);
      if (note !== undefined) {
        dispatches.set(nonce, { ...note, runId });
      }
    },
    renewDispatch(nonce) {
      const note = dispatches.get(nonce);
      // Nothing is on its way where no workflow run is known.
      if (note?.runId === null) {
        dispatches.delete(nonce);
      } else if (note !== undefined) {
        dispatches.set(nonce, { ...note, attempts: 1 });
      }
    },
    mayAnswer(key, now) {
      const last = answers.get(key);
      if (last !== undefined && now - last < HOUR) {
        return false;
      }
      put(answers, key, now);
      return true;
    },
  };
}

/** Keeps the newest entries; a Map iterates in the order of insertion. */
function put<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= MAX_ENTRIES) {
      break;
    }
    map.delete(oldest);
  }
}
