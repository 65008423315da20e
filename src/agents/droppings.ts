import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunProgram } from '../process/program.js';

/** Runs a program and removes what it left at the root of its tree under these names. What stood there before stays, changed or not. */
export function withoutDroppings(run: RunProgram, names: readonly string[]): RunProgram {
  if (names.length === 0) {
    return run;
  }
  return async (request) => {
    const paths = names.map((name) => join(request.cwd, name));
    const before = await Promise.all(paths.map(stands));
    try {
      return await run(request);
    } finally {
      // A link is removed as a link; nothing is followed.
      await Promise.all(paths.filter((_, at) => !before[at]).map((path) => rm(path, { recursive: true, force: true })));
    }
  };
}

async function stands(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
