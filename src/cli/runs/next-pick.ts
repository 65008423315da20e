import { nextPick } from '../../grind/scheduler.js';
import type { LedgerState } from '../../ledger/ledger.js';
import type { RunRecord } from '../../run/record.js';
import { materialFor } from '../../shift/grind/material-for.js';
import { isOpen, promptsDirOf } from '../grind/grind-runs.js';
import { materialInTree } from '../grind/tree-material.js';
import { type Laptop, laptopConfig } from '../laptop.js';

/** Whose turn comes next in a grind run, with the prompts as they stand in the user's tree; null for a run that is over or does not grind. */
export async function nextPickLine(
  laptop: Pick<Laptop, 'user' | 'env'>,
  state: LedgerState,
  { run_id: runId, status, grind }: RunRecord,
): Promise<string | null> {
  if (grind === undefined || !isOpen(status)) {
    return null;
  }
  const loaded = await laptopConfig(laptop);
  if (loaded.kind === 'invalid') {
    return `next pick: unknown; ${loaded.halt.what}`;
  }
  const places = { root: laptop.user.root, home: laptop.env.HOME, promptsDir: promptsDirOf(state, runId) };
  const { config } = loaded;
  const material = materialFor(await materialInTree(places, grind.rotation, config.grind), config.grind, () => {});
  if (!material.ok) {
    return `next pick: unknown; ${material.error.what}`;
  }
  const next = nextPick(material.value, grind.scheduler, grind.runs_before);
  return next === null
    ? 'next pick: none; no prompt has a run left'
    : `next pick: ${next.prompt.name} (rotation ${next.state.rotation})`;
}
