import { parseTrailers } from '../../git/commit-message.js';
import { isoNow, type LandPorts, type RunFiles } from '../../land/run-files.js';
import { keptRef } from '../../ledger/paths.js';
import type { Order, RunRecord } from '../../run/record.js';

/** What stands under the ref of a unit's kept tree. */
export type Kept =
  /** What the record says; the commit, and the commit it was made on. */
  | { readonly kind: 'kept'; readonly commit: string; readonly madeOn: string }
  | { readonly kind: 'gone' }
  /** Of this unit, but not what was recorded last: its push went through, that of the record did not. */
  | { readonly kind: 'ours'; readonly commit: string }
  /** Somebody else's, or another unit's: never overwritten, and never recorded as ours. */
  | { readonly kind: 'foreign' };

/** Reads the ref of a unit that has a kept tree on record, and brings it here. */
export async function readKept({ repository, identity }: LandPorts, record: RunRecord, order: Order): Promise<Kept> {
  const ref = keptRef(record.run_id, order);
  const tip = (await repository.remoteTips([ref])).get(ref) ?? null;
  if (tip === null) {
    return { kind: 'gone' };
  }
  await repository.fetch([ref]);
  const commit = await repository.readCommit(tip);
  if (tip === order.wip_sha) {
    return { kind: 'kept', commit: tip, madeOn: commit.parents[0] ?? order.base };
  }
  const trailers = parseTrailers(commit.message);
  const ours = commit.committer.email === identity.email && trailers.get('Pitboss-Nonce') === order.nonce;
  return ours ? { kind: 'ours', commit: tip } : { kind: 'foreign' };
}

type OnHead =
  | { readonly kind: 'merged'; readonly commit: string }
  /** No paths: this git cannot merge without a working tree. */
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** A kept tree on top of the run's head, as a commit that is here and nowhere else; or the paths in which the two conflict. */
export async function onHead(
  land: LandPorts,
  { record }: RunFiles,
  { commit, madeOn }: { readonly commit: string; readonly madeOn: string },
): Promise<OnHead> {
  const { repository, identity } = land;
  await repository.fetch([madeOn]);
  const merged = await repository.mergeTrees({ base: madeOn, ours: record.head_sha, theirs: commit });
  if (merged.kind !== 'clean') {
    return { kind: 'conflict', paths: merged.kind === 'conflict' ? merged.paths : [] };
  }
  const { message } = await repository.readCommit(commit);
  const [sha] = await repository.commit([
    {
      parents: [record.head_sha],
      content: { tree: merged.tree },
      message,
      author: identity,
      committer: identity,
      at: isoNow(land.clock),
    },
  ]);
  return sha === undefined ? { kind: 'conflict', paths: [] } : { kind: 'merged', commit: sha };
}
