import type { Config } from '../config/config.js';
import { commitMessage } from '../git/commit-message.js';
import type { RefUpdate } from '../git/repository.js';
import { wipRef } from '../ledger/paths.js';
import { save } from '../run/advance.js';
import { dispatchAllowance } from '../run/budget.js';
import type { UnitProgress } from '../run/progress.js';
import type { Order } from '../run/record.js';
import { messageFacts } from './land-unit.js';
import { isoNow, type LandPorts, type RunFiles, type WriteOutcome, writeRun } from './run-files.js';
import { filesWithSecrets, secretForms } from './secret-scan.js';

export interface UnfinishedUnit {
  readonly before: RunFiles;
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly dir: string;
  readonly config: Config;
  /** An agent's deferred.md that could not be accepted; kept for people to read. */
  readonly rejectedDeferred?: string;
}

export interface Saved {
  readonly outcome: WriteOutcome;
  readonly files: RunFiles;
  readonly order: Order;
  /** False when the tree itself could not be kept: it held a secret, or the remote refused the ref. */
  readonly treeKept: boolean;
}

/**
 * Keeps an unfinished unit (I6): its tree as a commit under refs/pitboss/wip, where it starts nobody's CI, and its stage and
 * usage in the record, in one push. `change` may alter the record further (a halt, a released lease) in the same push.
 */
export async function saveUnit(
  ports: LandPorts,
  unit: UnfinishedUnit,
  change: (files: RunFiles) => RunFiles = (files) => files,
): Promise<Saved> {
  const { record } = unit.before;
  const wip = await wipCommit(ports, unit);
  const attempt = (wipSha: string | null) => stepped(ports, unit, wipSha, change);
  const first = attempt(wip);
  const lease = record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' };
  const refs: readonly RefUpdate[] =
    wip === null
      ? []
      : [{ ref: wipRef(record.run_id, unit.order.unit), from: unit.order.wip_sha, to: wip, replace: true }];
  const outcome = await writeRun(ports, first.files, { message: `${unit.order.unit} saved`, alongside: refs, lease });
  if (wip === null || (outcome.kind !== 'refused' && outcome.kind !== 'moved')) {
    return { ...first, outcome, treeKept: wip !== null };
  }
  const bare = attempt(null);
  return {
    ...bare,
    outcome: await writeRun(ports, bare.files, { message: `${unit.order.unit} noted`, lease }),
    treeKept: false,
  };
}

function stepped(
  ports: LandPorts,
  unit: UnfinishedUnit,
  wipSha: string | null,
  change: (files: RunFiles) => RunFiles,
): { files: RunFiles; order: Order } {
  const { before, order, progress, config } = unit;
  const allowanceUsd = dispatchAllowance(before.record, config, progress.usage);
  const step = save(before.record, order, { progress, wipSha, allowanceUsd, now: isoNow(ports.clock) });
  const record = step.ok ? step.value : before.record;
  return { files: change({ ...before, record }), order: Object.values(record.orders)[0] ?? order };
}

async function wipCommit(ports: LandPorts, unit: UnfinishedUnit): Promise<string | null> {
  const { record } = unit.before;
  const snapshot = await ports.repository.snapshot(record.head_sha, unit.dir);
  const paths = snapshot.changes.filter((change) => change.status !== 'D').map((change) => change.path);
  if ((await filesWithSecrets(unit.dir, paths, secretForms(ports.secrets))).length > 0) {
    return null;
  }
  const files = new Map<string, string>([['.pitboss/play/deferred.md', unit.progress.deferred]]);
  if (unit.rejectedDeferred !== undefined) {
    files.set('.pitboss/play/deferred.rejected.md', unit.rejectedDeferred);
  }
  const [sha] = await ports.repository.commit([
    {
      parents: [record.head_sha],
      content: { tree: snapshot.tree, files },
      message: commitMessage({
        subject: `[pitboss] unfinished ${unit.order.unit} at stage ${unit.progress.stage}`,
        ...messageFacts(record, unit.order),
      }),
      author: ports.identity,
      committer: ports.identity,
      at: isoNow(ports.clock),
    },
  ]);
  return sha ?? null;
}
