import type { Config } from '../config/config.js';
import type { Snapshot } from '../git/repository.js';
import { keptRef } from '../ledger/paths.js';
import { save } from '../run/advance.js';
import { mostFor, usedBy } from '../run/grind/session-order.js';
import { dispatchAllowance, spenderWith } from '../run/money/allowance.js';
import type { UnitProgress } from '../run/progress.js';
import type { Lease, Order } from '../run/record.js';
import { groundOf } from '../run/units/ground.js';
import { purposeNow } from './purpose.js';
import { isoNow, type LandPorts, type RunFiles, type WriteOutcome, writeRun } from './run-files.js';
import { wipCommit } from './wip-commit.js';

export interface UnfinishedUnit {
  readonly before: RunFiles;
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly dir: string;
  readonly config: Config;
  /** Where the tree is put as a bundle if its ref is refused; outside the tree. */
  readonly bundleFile: string;
  /** An agent's deferred.md that could not be accepted; kept for people to read. */
  readonly rejectedDeferred?: string;
  /** The tree as it stands, where the caller has just read it; nothing may have run in it since. */
  readonly snapshot?: Snapshot;
}

export interface Saved {
  readonly outcome: WriteOutcome;
  readonly files: RunFiles;
  readonly order: Order;
  /** What became of the tree: on the remote, in a bundle because its ref was refused, or not kept at all. */
  readonly tree: 'kept' | 'bundled' | 'secret' | 'unreadable';
}

type Change = (files: RunFiles) => RunFiles;

const NOBODY: Lease = { workflow_run_id: '', attempt: 1, nonce: '' };

/**
 * Keeps an unfinished unit (I6): its tree as a commit under refs/pitboss/wip, where it starts nobody's CI, and its stage and
 * usage in the record, in one push. `change` may alter the record further (a halt, a released lease) in the same push.
 */
export async function saveUnit(
  ports: LandPorts,
  unit: UnfinishedUnit,
  change: Change = (files) => files,
): Promise<Saved> {
  const { record } = unit.before;
  const wip = await wipCommit(ports, unit);
  if (wip.kind !== 'made') {
    return { ...(await note(ports, unit, change)), tree: wip.kind };
  }
  const kept = stepped(ports, unit, { wipSha: wip.sha }, change);
  const outcome = await writeRun(ports, kept.files, {
    message: `${unit.order.unit} saved`,
    alongside: [{ ref: keptRef(record.run_id, unit.order), from: unit.order.wip_sha, to: wip.sha, replace: true }],
    lease: record.lease ?? NOBODY,
  });
  if (outcome.kind !== 'refused' && outcome.kind !== 'moved') {
    return { ...asWritten(kept, outcome), outcome, tree: 'kept' };
  }
  await ports.repository.bundle(wip.sha, groundOf(record, unit.order), unit.bundleFile);
  return { ...(await note(ports, unit, change, { bundled: true })), tree: 'bundled' };
}

/** Records the stage without a tree. */
async function note(
  ports: LandPorts,
  unit: UnfinishedUnit,
  change: Change,
  facts: { readonly bundled?: boolean } = {},
): Promise<Omit<Saved, 'tree'>> {
  const noted = stepped(ports, unit, facts, change);
  const lease = unit.before.record.lease ?? NOBODY;
  const outcome = await writeRun(ports, noted.files, { message: `${unit.order.unit} noted`, lease });
  return { ...asWritten(noted, outcome), outcome };
}

function asWritten(wanted: Stepped, outcome: WriteOutcome): Stepped {
  const files = outcome.kind === 'written' ? outcome.files : wanted.files;
  return { files, order: files.record.orders[wanted.order.nonce] ?? wanted.order };
}

type Stepped = Pick<Saved, 'files' | 'order'>;

function stepped(
  ports: LandPorts,
  unit: UnfinishedUnit,
  facts: { readonly wipSha?: string; readonly bundled?: boolean },
  change: Change,
): Stepped {
  const { before, order, progress, config } = unit;
  const purpose = purposeNow(ports, before.record, order.unit);
  const spender = spenderWith(before.record, purpose, progress);
  const used = usedBy(before.record, order, progress.usage);
  const allowanceUsd = dispatchAllowance(spender, purpose, mostFor({ ...order, used }, config));
  const known: Order = { ...order, bundled: facts.wipSha === undefined ? (facts.bundled ?? order.bundled) : undefined };
  const step = save(before.record, known, {
    progress,
    wipSha: facts.wipSha ?? null,
    allowanceUsd,
    now: isoNow(ports.clock),
  });
  const record = step.ok ? step.value : before.record;
  return { files: change({ ...before, record }), order: record.orders[order.nonce] ?? known };
}
