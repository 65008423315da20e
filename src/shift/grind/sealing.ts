import type { Config } from '../../config/config.js';
import type { Snapshot } from '../../git/repository.js';
import { sessionTreeProblem } from '../../land/grind/land-session.js';
import type { LandPorts } from '../../land/run-files.js';
import type { Halt } from '../../run/record.js';
import type { TreeMemory } from '../checkout/tree-memory.js';
import type { ShiftRequest } from '../ports.js';

/** A session's tree as it was tested, and what stands against landing it. */
export interface Sealed {
  readonly snapshot: Snapshot;
  readonly judged: { readonly problem: Halt | null };
}

export interface Sealing {
  /** What stands in the tree now is what lands, whatever programs change afterwards. */
  seal(): Promise<void>;
  /** Null where nothing was sealed, or the tree could not be read: then the tree at the session's end counts. */
  readonly tree: () => Sealed | null;
}

interface SealingInput {
  readonly land: LandPorts;
  readonly request: Pick<ShiftRequest, 'dirs'>;
  readonly config: Config;
}

/** Reads and searches the tree at the moment when it has passed its tests: a hook may start what an agent wrote. */
export function sealing({ land, request, config }: SealingInput, memory: Pick<TreeMemory, 'read'>): Sealing {
  let sealed: Sealed | null = null;
  return {
    async seal() {
      const read = await memory.read();
      if (!read.ok) {
        sealed = null;
        return;
      }
      const { changes } = read.value;
      const problem = await sessionTreeProblem(land, request.dirs.tree, { config, changes });
      sealed = { snapshot: read.value, judged: { problem } };
    },
    tree: () => sealed,
  };
}
