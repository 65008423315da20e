import type { RefUpdate } from '../git/repository.js';
import { KEPT_TREES } from '../ledger/paths.js';
import type { LandPorts } from './run-files.js';

/** Refs that one push removes at most. */
const MOST_REFS = 200;

/**
 * Removes the kept trees of runs that were removed from the ledger: of those that went now, and of the ones still noted there,
 * whose trees an earlier shift may not have got to. Where somebody moves one of the refs meanwhile, all stay for the next time.
 */
export async function pruneKept(
  { repository, ledger }: Pick<LandPorts, 'repository' | 'ledger'>,
  removed: readonly string[],
): Promise<void> {
  const gone = new Set([...removed, ...Object.keys(ledger.latest()?.pruned?.runs ?? {})]);
  const refs = await repository.remoteRefs(KEPT_TREES);
  const updates = [...refs]
    .filter(([ref]) => gone.has(ref.slice(KEPT_TREES.length).split('/')[0] ?? ''))
    .slice(0, MOST_REFS)
    .map(([ref, sha]): RefUpdate => ({ ref, from: sha, to: null }));
  if (updates.length > 0) {
    await repository.push(updates);
  }
}
