import { access } from 'node:fs/promises';
import { systemClock } from '../base/system-clock.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../land/run-files.js';
import { saveUnit } from '../land/save-unit.js';
import { runPath } from '../ledger/paths.js';
import { killMarked } from '../process/marker-sweep.js';
import type { Tell } from '../report/shift-event.js';
import { haltRun, release, settleLost } from '../run/advance.js';
import { halts } from '../run/halts.js';
import type { Order, RunRecord } from '../run/record.js';
import { dispatchNext } from '../shift/dispatch-next.js';
import type { GithubAccess } from './github-side.js';
import type { Job } from './job.js';
import { openJobLedger } from './job-ledger.js';
import { loadConfig } from './load-config.js';
import { shiftDirs } from './shift-task.js';

export interface SettleTask {
  readonly job: Job;
  readonly github: GithubAccess;
  readonly runId: string;
  /** True when a person or GitHub cancelled the job: then the run must not start itself again. */
  readonly cancelled: boolean;
  readonly secrets: readonly string[];
  readonly tell: Tell;
}

/**
 * What a killed shift could not do any more (a later step, so it runs whatever became of the first): stops what it left running,
 * keeps its tree, gives the run back and dispatches the continuation. Does nothing when the shift ended in order.
 */
export async function settleTask(task: SettleTask): Promise<'nothing' | 'released' | 'halted'> {
  const { job, github, runId } = task;
  const { defaultBranch } = await github.api.repository();
  const loaded = await loadConfig(github.api, defaultBranch);
  if (loaded.kind === 'invalid') {
    return 'nothing';
  }
  const { repository, ledger } = await openJobLedger(job, github, loaded.config.ledger.branch);
  try {
    const state = await ledger.read();
    const record = state.runs.get(runId);
    const lease = record?.lease ?? null;
    if (
      record === undefined ||
      lease === null ||
      state.tip === null ||
      lease.workflow_run_id !== job.runId ||
      lease.attempt !== job.attempt
    ) {
      return 'nothing';
    }
    const tip = state.tip;
    const read = async (name: string) => (await ledger.readFile(tip, runPath(runId, name))) ?? '';
    const files: RunFiles = {
      record,
      planText: await read('plan.md'),
      deferredText: await read('deferred.md'),
      events: await read('events.jsonl'),
    };
    const land: LandPorts = {
      repository,
      ledger,
      identity: github.identity,
      clock: systemClock,
      secrets: task.secrets,
      observe: () => {},
    };
    await giveBack(task, land, files, loaded.config);
    if (task.cancelled) {
      return 'halted';
    }
    const side = {
      ...task.github,
      workflowFile: job.workflowFile,
      defaultBranch,
      workflowUrl: job.workflowUrl,
      repositoryUrl: job.repositoryUrl,
    };
    await dispatchNext({ github: side, tell: task.tell }, land, loaded.config);
    return 'released';
  } finally {
    await repository.close();
  }
}

async function giveBack(
  task: SettleTask,
  land: LandPorts,
  files: RunFiles,
  config: Parameters<typeof saveUnit>[1]['config'],
): Promise<void> {
  const lossSettled = { ...files, record: settleLost(files.record) };
  const order = Object.values(lossSettled.record.orders)[0];
  if (order !== undefined) {
    await killMarked(order.nonce);
  }
  const change = (current: RunFiles): RunFiles => released(task, current);
  const dir = shiftDirs(task.job, task.runId).tree;
  const tree =
    order !== undefined &&
    (await access(dir).then(
      () => true,
      () => false,
    ));
  if (order !== undefined && tree) {
    await land.repository.fetch([files.record.head_sha]);
    const progress = keptProgress(order, files);
    const bundleFile = `${shiftDirs(task.job, task.runId).logs}/unfinished.bundle`;
    const saved = await saveUnit(land, { before: lossSettled, order, progress, dir, config, bundleFile }, change);
    if (saved.outcome.kind === 'written') {
      return;
    }
  }
  const lease = files.record.lease;
  if (lease !== null) {
    await writeRun(land, change(lossSettled), { message: 'given back by the settling step', lease });
  }
}

/** The stage that the dead shift had saved last; what it spent after that nobody saw. */
function keptProgress(order: Order, files: RunFiles) {
  return {
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred: files.deferredText,
  };
}

function released(task: SettleTask, files: RunFiles): RunFiles {
  const now = isoNow(systemClock);
  const halted: RunRecord = task.cancelled
    ? stepped(haltRun(files.record, halts.interrupted(), now), files.record)
    : files.record;
  const back = stepped(release(halted, now), halted);
  return withEvent({ ...files, record: back }, now, { event: 'given_back', by: task.job.runId });
}

function stepped(step: ReturnType<typeof release>, record: RunRecord): RunRecord {
  return step.ok ? step.value : record;
}
