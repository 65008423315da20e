import { readFile } from 'node:fs/promises';
import { systemClock } from '../base/system-clock.js';
import type { Config } from '../config/config.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../land/run-files.js';
import { saveUnit } from '../land/save-unit.js';
import { killMarked } from '../process/marker-sweep.js';
import { haltRun, release } from '../run/advance.js';
import { halts } from '../run/halts.js';
import { settleLost } from '../run/money/settle-lost.js';
import type { UnitProgress } from '../run/progress.js';
import type { Order } from '../run/record.js';
import { checkoutNote } from '../shift/checkout/restore-tree.js';
import { keptDeferred } from '../shift/claim/settle-branch.js';
import type { ShiftDirs } from '../shift/ports.js';

export interface DeadShift {
  readonly files: RunFiles;
  readonly config: Config;
  readonly dirs: ShiftDirs;
  /** True when a person or GitHub cancelled the job. */
  readonly cancelled: boolean;
  readonly jobRunId: string;
}

/**
 * Gives back a run whose shift died with the lease in its hand: stops what it left running, keeps its tree if a whole one stands
 * in the folder, counts what was set aside as spent, and releases the lease. Returns the files as they are on the ledger then.
 */
export async function giveBack(land: LandPorts, shift: DeadShift): Promise<RunFiles> {
  const before: RunFiles = { ...shift.files, record: settleLost(shift.files.record) };
  const order = Object.values(before.record.orders)[0];
  if (order !== undefined) {
    await killMarked(order.nonce);
  }
  const lease = before.record.lease;
  const change = (files: RunFiles): RunFiles => released(shift, files);
  // Only a running unit has anything to keep: a halted one was saved by the push that halted it.
  if (order !== undefined && before.record.status === 'running' && (await treeStands(shift.dirs, order))) {
    await land.repository.fetch([before.record.head_sha]);
    const bundleFile = `${shift.dirs.logs}/unfinished.bundle`;
    const unit = {
      before,
      order,
      progress: keptProgress(order, await keptDeferred(land, before, order)),
      dir: shift.dirs.tree,
      config: shift.config,
      bundleFile,
    };
    const saved = await saveUnit(land, unit, change);
    if (saved.outcome.kind === 'written') {
      return saved.files;
    }
  }
  const files = change(before);
  if (lease !== null) {
    await writeRun(land, files, { message: 'given back by the settling step', lease });
  }
  return files;
}

/** Whether the folder holds this order's tree and not a checkout that was cut short, which would look like deleted files. */
async function treeStands(dirs: ShiftDirs, order: Order): Promise<boolean> {
  return (await readFile(checkoutNote(dirs), 'utf8').catch(() => '')) === order.nonce;
}

/**
 * The stage that the dead shift had saved last, with its deferred.md of then: an agent may have been stopped in the middle of
 * writing the one that stands in the folder. What was spent after that nobody saw.
 */
function keptProgress(order: Order, deferred: string): UnitProgress {
  return {
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred,
  };
}

function released(shift: DeadShift, files: RunFiles): RunFiles {
  const now = isoNow(systemClock);
  const halted = shift.cancelled ? haltRun(files.record, halts.interrupted(), now) : null;
  const record = halted?.ok === true ? halted.value : files.record;
  const back = release(record, now);
  return withEvent({ ...files, record: back.ok ? back.value : record }, now, {
    event: 'given_back',
    by: shift.jobRunId,
  });
}
