import type { RunFiles } from '../../land/run-files.js';
import { knownBase, notBegun } from '../../run/branch/moved-base.js';
import { halts } from '../../run/halts.js';
import type { Order } from '../../run/record.js';
import { type Followed, type Following, halted } from './ground.js';
import { mergeBase } from './merge-base.js';
import { rebaseOnto } from './rebase-onto.js';

/** What is done about a base branch that moved, before a unit begins; never in the middle of one. One look at the remote, unless nobody cares. */
export async function followBase(following: Following, files: RunFiles, order: Order): Promise<Followed> {
  const { land, config } = following;
  const policy = config.git.on_base_moved;
  // A run that makes a plan has no branch.
  if (policy === 'ignore' || files.record.kind === 'plan' || !notBegun(order)) {
    return { kind: 'go', files };
  }
  const { record } = files;
  const ref = `refs/heads/${record.base.ref}`;
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  if (tip === null || tip === knownBase(record)) {
    return { kind: 'go', files };
  }
  if (policy === 'stop') {
    return halted(land, files, { tip, halt: halts.baseMoved(record.base.ref, { known: knownBase(record), tip }) });
  }
  // Records of sessions name their commits for good, so the commits of a grind run are never made anew.
  const merging = policy === 'merge' || record.kind === 'grind';
  return (merging ? mergeBase : rebaseOnto)(following, files, { order, ref, tip });
}
