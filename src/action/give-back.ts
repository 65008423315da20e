import { readFile } from 'node:fs/promises';
import { systemClock } from '../base/system-clock.js';
import type { Config } from '../config/config.js';
import { parsePlan } from '../documents/plan.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../land/run-files.js';
import { saveUnit } from '../land/save-unit.js';
import { killMarked } from '../process/marker-sweep.js';
import { haltRun, release } from '../run/advance.js';
import type { SessionProgress } from '../run/grind/session-progress.js';
import { halts } from '../run/halts.js';
import { settleLost } from '../run/money/settle-lost.js';
import type { UnitProgress } from '../run/progress.js';
import type { Order } from '../run/record.js';
import { subjectOf } from '../run/units/subject.js';
import { checkoutNote } from '../shift/checkout/restore-tree.js';
import { keptDeferred } from '../shift/claim/settle-branch.js';
import type { ShiftDirs } from '../shift/ports.js';
import { acceptDeferred } from '../work/accept-deferred.js';
import { readScratchpad, readSummary } from '../work/grind/session-files.js';
import { putBackHidden } from '../work/policy/hidden-files.js';

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
  const orders = Object.values(before.record.orders);
  await Promise.all(orders.map(({ nonce }) => killMarked(nonce)));
  const noted = await checkedOut(shift.dirs);
  const order = orders.find(({ nonce }) => nonce === noted);
  const lease = before.record.lease;
  const change = (files: RunFiles): RunFiles => released(shift, files);
  if (order !== undefined && mayKeep(before, order) && (await treeStands(shift.dirs))) {
    await land.repository.fetch([before.record.head_sha]);
    const kept = await keptDeferred(land, before, order);
    const deferred = await listInTree(shift, order, kept);
    const bundleFile = `${shift.dirs.logs}/unfinished.bundle`;
    const unit = {
      before,
      order,
      progress: await keptProgress(shift, order, deferred),
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

/**
 * Only a running unit has anything to keep: a halted one was saved by the push that halted it. As long as the record says `setup`, what
 * the base's tests are and which of them fail stood in the dead shift's memory only, and would be looked for in the kept tree: what the
 * agent has broken there would count as broken before. Such a unit begins again.
 */
function mayKeep({ record }: RunFiles, order: Order): boolean {
  return record.status === 'running' && order.stage !== 'setup';
}

/** The order whose whole tree was put into the folder; blank where none was: what a checkout that was cut short lacks would look deleted. */
function checkedOut(dirs: ShiftDirs): Promise<string> {
  return readFile(checkoutNote(dirs), 'utf8').catch(() => '');
}

/** Whether that tree is whole still: not one whose files are kept from a dead agent. */
function treeStands(dirs: ShiftDirs): Promise<boolean> {
  return putBackHidden(dirs.tree, dirs.scratch).then(yes, no);
}

const yes = () => true;
const no = () => false;

/**
 * The list that goes with the kept tree: as the agent has it there, by the rules after a dispatch. One that cannot be accepted, or that
 * is empty where there was something (an agent may have died while it wrote), is not better than the one kept before.
 */
async function listInTree({ dirs, files }: DeadShift, order: Order, kept: string): Promise<string> {
  const plan = parsePlan(files.planText);
  const subject = plan.ok ? subjectOf(plan.value, order.unit) : null;
  const found = subject === null ? null : await acceptDeferred({ dir: dirs.tree, subject }, kept);
  return found?.ok === true && found.value.trim() !== '' ? found.value : kept;
}

/** The stage that the dead shift had saved last; what it spent after that nobody saw. */
async function keptProgress({ dirs, files }: DeadShift, order: Order, deferred: string): Promise<UnitProgress> {
  const session = order.session === undefined ? {} : { session: await sessionProgress(dirs.tree, order, files) };
  return {
    ...session,
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred,
  };
}

/** What a session's agent had written for later ones stands in its tree. */
async function sessionProgress(tree: string, { session }: Order, { grind }: RunFiles): Promise<SessionProgress> {
  return {
    scratchpad: (await readScratchpad(tree)) ?? grind?.scratchpad ?? '',
    summary: (await readSummary(tree)) ?? '',
    metricBefore: session?.metric_before ?? null,
    hooks: session?.hooks ?? [],
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
