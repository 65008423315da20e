import type { Config } from '../../config/config.js';
import { commitMessage } from '../../git/commit-message.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../../land/run-files.js';
import { haltRun } from '../../run/advance.js';
import {
  BASE_UNIT,
  heldAlready,
  heldBase,
  knownBase,
  mergedBase,
  notBegun,
  sawBase,
} from '../../run/branch/moved-base.js';
import { halts } from '../../run/halts.js';
import type { Halt, Order, RunRecord } from '../../run/record.js';
import type { ShiftPorts } from '../ports.js';

export interface Following {
  readonly ports: Pick<ShiftPorts, 'tell'>;
  readonly land: LandPorts;
  readonly config: Config;
}

export type Followed =
  | { readonly kind: 'go'; readonly files: RunFiles }
  | { readonly kind: 'halted'; readonly files: RunFiles }
  | { readonly kind: 'lost'; readonly reason: string };

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
  return policy === 'stop'
    ? halted(land, files, { tip, halt: halts.baseMoved(record.base.ref, { known: knownBase(record), tip }) })
    : merge(following, files, { order, ref, tip });
}

/** The run halts knowing this tip, so that going on means accepting it. */
function halted(
  land: LandPorts,
  files: RunFiles,
  { tip, halt }: { readonly tip: string | null; readonly halt: Halt },
): Followed {
  const now = isoNow(land.clock);
  const known = tip === null ? files.record : sawBase(files.record, tip);
  const step = haltRun(known, halt, now);
  const record = step.ok ? step.value : files.record;
  return { kind: 'halted', files: withEvent({ ...files, record }, now, { event: 'halted', code: halt.code }) };
}

interface Moved {
  readonly order: Order;
  readonly ref: string;
  readonly tip: string;
}

/** Merges the base branch into the run branch: commit and record in one push. */
async function merge(
  { ports, land, config }: Following,
  files: RunFiles,
  { order, ref, tip }: Moved,
): Promise<Followed> {
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
  const at = isoNow(land.clock);
  const next = withEvent({ ...files, record: { ...mergedBase(record, order, { commit, tip }), updated_at: at } }, at, {
    event: 'merged_base',
    commit,
    base: tip,
  });
  const { lease } = record;
  const outcome =
    lease === null
      ? ({ kind: 'lost', reason: 'this shift holds no lease' } as const)
      : await writeRun(land, next, {
          message: `merged ${record.base.ref}`,
          alongside: [
            {
              ref: `refs/heads/${record.branch}`,
              from: record.head_sha,
              to: commit,
              quiet: config.git.ci === 'at-end',
            },
          ],
          lease,
          order: order.nonce,
        });
  switch (outcome.kind) {
    case 'written':
      ports.tell({ kind: 'effect', what: `merged ${record.base.ref} at ${tip.slice(0, 12)}` });
      return { kind: 'go', files: outcome.files };
    case 'moved':
      return halted(land, files, { tip: null, halt: halts.branchMoved(record.branch) });
    case 'refused':
      return halted(land, files, { tip: null, halt: halts.pushRefused(outcome.message) });
    case 'unreachable':
      return { kind: 'lost', reason: `the remote could not be reached: ${outcome.message}` };
    case 'lost':
      return outcome;
  }
}

/**
 * The newest commit that both branches hold; null where the base was rewritten. It is the one that was merged last, unless people
 * took a newer one into the run branch themselves and the run went on from there.
 */
async function meetingPoint(
  { repository }: LandPorts,
  record: RunRecord,
  { ref, tip }: Pick<Moved, 'ref' | 'tip'>,
): Promise<string | null> {
  const from = heldBase(record);
  const onBase = await repository.descent({ ref, tip, from });
  if (onBase.kind !== 'descends' || record.adopted === undefined) {
    return onBase.kind === 'descends' ? from : null;
  }
  const branch = `refs/heads/${record.branch}`;
  const onBranch = await repository.descent({ ref: branch, tip: record.head_sha, from });
  const held = new Set(onBranch.kind === 'descends' ? onBranch.commits.map(({ sha }) => sha) : []);
  return onBase.commits.find(({ sha }) => held.has(sha))?.sha ?? from;
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
