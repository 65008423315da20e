import type { Clock } from '../../src/base/clock.js';

/** A clock that moves only when a test says so; sleepers wake in order of their time. */
export interface SteppedClock extends Clock {
  /** Moves time forward and lets everything that became due run. */
  step(ms: number): Promise<void>;
  /** What was slept for, in order. */
  readonly slept: readonly number[];
}

export function steppedClock(start = 0): SteppedClock {
  let now = start;
  const slept: number[] = [];
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        if (ms <= 0) {
          resolve();
          return;
        }
        const wake = (): void => {
          sleepers = sleepers.filter((other) => other !== entry);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const entry = { at: now + ms, wake };
        sleepers.push(entry);
        signal?.addEventListener('abort', wake);
      }),
    async step(ms) {
      const end = now + ms;
      await settled();
      for (let next = earliest(sleepers, end); next !== undefined; next = earliest(sleepers, end)) {
        const due = next;
        now = Math.max(now, due.at);
        due.wake();
        await settled();
      }
      now = end;
    },
  };
}

/** A clock on which every sleep is over at once, and counted. */
export function hastyClock(start = Date.parse('2026-01-02T03:04:05Z')): SteppedClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    step: async (ms) => {
      now += ms;
    },
  };
}

function earliest(sleepers: readonly { at: number; wake: () => void }[], end: number) {
  return sleepers.filter((entry) => entry.at <= end).toSorted((a, b) => a.at - b.at)[0];
}

/** Lets promises that are ready run on; no time passes. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
