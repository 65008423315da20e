import type { Config } from '../../config/config.js';
import { pruneKept } from '../../land/prune-kept.js';
import { isoNow, type LandPorts, type RunFiles, writeRun } from '../../land/run-files.js';
import { release } from '../../run/advance.js';
import type { ShiftPorts } from '../ports.js';

export interface GivingBack {
  readonly land: LandPorts;
  readonly ports: Pick<ShiftPorts, 'tell' | 'signal'>;
  readonly config: Config;
}

/**
 * Releases the lease; the commit that ends a run also removes what became too old. A write that fails leaves the lease to be taken
 * over once GitHub says that this workflow run is over.
 */
export async function giveBack({ land, ports, config }: GivingBack, files: RunFiles): Promise<RunFiles> {
  const { lease } = files.record;
  if (lease === null) {
    return files;
  }
  const now = isoNow(land.clock);
  const step = release(files.record, now);
  const released = step.ok ? { ...files, record: step.value } : files;
  const { status, run_id: ending } = released.record;
  const over = status === 'finished' || status === 'folded';
  const outcome = await writeRun(land, released, {
    message: `${status}, released`,
    lease,
    ...(over ? { prune: { keep: config.ledger.keep_runs, ending, now } } : {}),
  });
  if (outcome.kind !== 'written') {
    ports.tell({
      kind: 'warning',
      message: `the end of this shift could not be recorded (${outcome.kind}); the next one will find it out`,
    });
  } else if (outcome.pruned.length > 0 && !ports.signal.aborted) {
    await withoutOldTrees(land, ports, outcome.pruned);
  }
  return released;
}

/** Kept trees that are not removed now are found again when the next run ends. */
async function withoutOldTrees(land: LandPorts, ports: GivingBack['ports'], runs: readonly string[]): Promise<void> {
  try {
    await pruneKept(land, runs);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    ports.tell({ kind: 'warning', message: `kept trees of removed runs were left where they are: ${message}` });
  }
}
