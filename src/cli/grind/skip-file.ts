import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.js';

/** The file in the user's tree that asks for a skip, whatever it holds. */
export const SKIP_FILE = '.pitboss/skip';

/** How often it is looked for, in milliseconds. */
const EVERY = 2_000;

interface SkipWatch {
  readonly root: string;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly skip: () => Promise<void>;
}

/**
 * Looks for the file while a grind run is at work here, removes it and asks for the skip. One that lies there when the watch begins was
 * meant for a session that is over.
 */
export async function watchSkipFile({ root, clock, signal, skip }: SkipWatch): Promise<void> {
  const path = join(root, SKIP_FILE);
  await taken(path);
  while (!signal.aborted) {
    await clock.sleep(EVERY, signal);
    if (!signal.aborted && (await taken(path))) {
      await skip();
    }
  }
}

/** Removes the file; false where there is none. What cannot be removed counts as absent: else it would skip every session. */
async function taken(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    return false;
  }
  return rm(path).then(
    () => true,
    () => false,
  );
}
