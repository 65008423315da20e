import { setTimeout as pause } from 'node:timers/promises';

/** How long a state may take to come about, in milliseconds: far beyond what it needs, so that only a failure reaches it. */
const PATIENCE = 100_000;
const LOOK_EVERY = 30;

/**
 * Waits for a state of another process, and returns what `look` found. For processes that work on after they have answered, where no
 * event says that they are done.
 */
export async function until<T>(
  what: string,
  look: () => T | null | Promise<T | null>,
  explain: () => string = () => '',
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const found = await look();
    if (found !== null) {
      return found;
    }
    if (performance.now() - began > PATIENCE) {
      throw new RangeError(`waited in vain until ${what}\n${explain()}`);
    }
    await pause(LOOK_EVERY);
  }
}

/** Waits for quiet, but not for ever: something that a failed test left behind must not hold up the others. */
export async function soon(quiet: Promise<void>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([quiet, pause(1_000, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
}
