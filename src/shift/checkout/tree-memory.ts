import type { PitbossError } from '../../base/pitboss-error.js';
import { ok, type Result } from '../../base/result.js';
import type { Snapshot } from '../../git/repository.js';
import type { RunProgram } from '../../process/program.js';

/**
 * The last reading of a unit's tree, good for as long as nothing ran in it. Everything that could change the tree is started through
 * `run`; what we write ourselves stands below `.pitboss/`, which no reading takes in, or follows a program at once.
 */
export interface TreeMemory {
  /** Starts a program; from then on, and again from its end on, the tree has to be read anew. */
  readonly run: RunProgram;
  /** The tree as it stands. */
  read(): Promise<Result<Snapshot, PitbossError>>;
  /** The reading that still holds, or null where there is none. */
  known(): Snapshot | null;
}

export function treeMemory(run: RunProgram, read: () => Promise<Result<Snapshot, PitbossError>>): TreeMemory {
  let known: Snapshot | null = null;
  let running = 0;
  let started = 0;
  return {
    async run(request) {
      known = null;
      running += 1;
      started += 1;
      try {
        return await run(request);
      } finally {
        running -= 1;
      }
    },
    async read() {
      if (known !== null) {
        return ok(known);
      }
      const before = started;
      const taken = await read();
      known = taken.ok && running === 0 && started === before ? taken.value : null;
      return taken;
    },
    known: () => known,
  };
}
