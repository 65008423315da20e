import { stableJson } from '../base/stable-json.js';
import { PRUNED_PATH, runFolder, spendPath } from '../ledger/paths.js';
import type { Pruning } from '../run/pruning/prune.js';

/** What goes from the ledger with the commit that ends a run, by path, and the note of it. */
export function pruneFiles(found: Pruning | null): ReadonlyMap<string, string | null> {
  if (found === null) {
    return new Map();
  }
  const gone = [...found.runs.map(runFolder), ...found.triggers, ...found.days.map(spendPath)];
  const note = [PRUNED_PATH, stableJson(found.pruned)] as const;
  return new Map<string, string | null>([...gone.map((path) => [path, null] as const), note]);
}
