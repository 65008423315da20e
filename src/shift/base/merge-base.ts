import { commitMessage } from '../../git/commit-message.js';
import { isoNow, type LandPorts, type RunFiles } from '../../land/run-files.js';
import { BASE_UNIT, heldAlready, heldBase, mergedBase } from '../../run/branch/moved-base.js';
import { halts } from '../../run/halts.js';
import type { Order } from '../../run/record.js';
import { type Followed, type Following, halted, type Moved, meetingPoint, standOn } from './ground.js';

/** Merges the base branch into the run branch: commit and record in one push. */
export async function mergeBase(following: Following, files: RunFiles, { order, ref, tip }: Moved): Promise<Followed> {
  const { land } = following;
  const { record } = files;
  const { ref: name } = record.base;
  const from = await meetingPoint(land, record, { ref, tip });
  if (from === null) {
    return halted(land, files, { tip, halt: halts.baseRewritten(name, { known: heldBase(record), tip }) });
  }
  if (from === tip) {
    return { kind: 'go', files: { ...files, record: heldAlready(record, tip) } };
  }
  await land.repository.fetch([from, record.head_sha]);
  const merged = await land.repository.mergeTrees({ base: from, ours: record.head_sha, theirs: tip });
  if (merged.kind !== 'clean') {
    const paths = merged.kind === 'conflict' ? merged.paths : [];
    return halted(land, files, { tip: null, halt: halts.baseConflict(name, tip, paths) });
  }
  const commit = await mergeCommit(land, files, { order, tip, tree: merged.tree });
  return standOn(
    following,
    files,
    { order },
    {
      record: mergedBase(record, order, { commit, tip }),
      event: { event: 'merged_base', commit, base: tip },
      message: `merged ${name}`,
      told: `merged ${name} at ${tip.slice(0, 12)}`,
    },
  );
}

async function mergeCommit(
  land: LandPorts,
  { record }: RunFiles,
  { order, tip, tree }: { readonly order: Order; readonly tip: string; readonly tree: string },
): Promise<string> {
  const [sha] = await land.repository.commit([
    {
      parents: [record.head_sha, tip],
      content: { tree },
      message: commitMessage({
        subject: `[pitboss] merge ${record.base.ref} at ${tip.slice(0, 12)}`,
        run: record.run_id,
        unit: BASE_UNIT,
        nonce: order.nonce,
      }),
      author: land.identity,
      committer: land.identity,
      at: isoNow(land.clock),
    },
  ]);
  return sha ?? record.head_sha;
}
