import type { RefUpdate } from '../../git/repository.js';
import type { LandPorts } from '../../land/run-files.js';
import { keptRef } from '../../ledger/paths.js';
import type { RunRecord } from '../../run/record.js';

/** Deletions of kept trees whose units the run has given up, such as a sweep that a person does not want any more. */
export async function droppedTrees(
  land: LandPorts,
  before: RunRecord,
  after: RunRecord,
): Promise<readonly RefUpdate[]> {
  const open = new Set(Object.values(after.orders).map((order) => keptRef(after.run_id, order)));
  const dropped = Object.values(before.orders)
    .map((order) => ({ ref: keptRef(before.run_id, order), sha: order.wip_sha }))
    .filter(({ ref, sha }) => sha !== null && !open.has(ref));
  if (dropped.length === 0) {
    return [];
  }
  const tips = await land.repository.remoteTips(dropped.map(({ ref }) => ref));
  // One that is not what the record says is left alone.
  return dropped.flatMap(({ ref, sha }) =>
    sha !== null && tips.get(ref) === sha ? [{ ref, from: sha, to: null }] : [],
  );
}
