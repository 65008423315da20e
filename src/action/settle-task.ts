import { systemClock } from '../base/system-clock.js';
import type { Config } from '../config/config.js';
import { planOf } from '../land/land-unit.js';
import type { LandPorts, RunFiles } from '../land/run-files.js';
import type { LedgerState, LedgerStore } from '../ledger/ledger.js';
import { runPath } from '../ledger/paths.js';
import type { Tell } from '../report/shift-event.js';
import type { RunRecord } from '../run/record.js';
import { startsRun } from '../run/trigger.js';
import { dispatchNext } from '../shift/dispatch-next.js';
import { grindFiles } from '../shift/grind/grind-files.js';
import type { GithubSide } from '../shift/ports.js';
import { announcer } from '../shift/progress-effects.js';
import { dispatchOnce } from './dispatch-memory.js';
import type { GithubAccess } from './github-side.js';
import { giveBack } from './give-back.js';
import { secretsHandedOver } from './guard-logs.js';
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
  /** Grows in place: what comes after the settling masks by it too. */
  readonly secrets: string[];
  readonly tell: Tell;
}

/**
 * What a killed shift could not do any more (a later step, so it runs whatever became of the first): gives the run back, shows
 * how it stands, and dispatches whose turn it is. After a shift that ended in order it finds nothing to do.
 */
export async function settleTask(task: SettleTask): Promise<'nothing' | 'released' | 'halted'> {
  const { job, github } = task;
  const { defaultBranch } = await github.api.repository();
  const loaded = await loadConfig(github.api, defaultBranch);
  secretsHandedOver(loaded, process.env, task.secrets);
  if (loaded.kind === 'invalid') {
    return 'nothing';
  }
  const { repository, ledger } = await openJobLedger(job, github, loaded.config.ledger.branch);
  const land: LandPorts = {
    repository,
    ledger,
    identity: github.identity,
    clock: systemClock,
    secrets: task.secrets,
    observe: () => {},
  };
  const { workflowFile, workflowUrl, repositoryUrl } = job;
  const { notes } = github;
  const api = dispatchOnce(github.api, job);
  const side: GithubSide = { api, notes, workflowFile, workflowUrl, repositoryUrl, defaultBranch };
  try {
    const done = await settleRun(task, { land, side, config: loaded.config });
    await dispatchNext({ github: side, tell: task.tell }, land, loaded.config);
    return done;
  } finally {
    await repository.close();
  }
}

interface Ground {
  readonly land: LandPorts;
  readonly side: GithubSide;
  readonly config: Config;
}

async function settleRun(task: SettleTask, ground: Ground): Promise<'nothing' | 'released' | 'halted'> {
  const { job, runId, cancelled } = task;
  const { land, config } = ground;
  const state = await land.ledger.read();
  const record = state.runs.get(runId);
  if (record === undefined || state.tip === null) {
    return 'nothing';
  }
  const files = await filesAt(land.ledger, state.tip, record);
  const { lease } = record;
  if (lease === null) {
    await show(task, ground, state, files);
    return 'nothing';
  }
  if (lease.workflow_run_id !== job.runId || lease.attempt !== job.attempt) {
    return 'nothing';
  }
  const dead = { files, config, dirs: shiftDirs(job, runId), cancelled, jobRunId: job.runId };
  await show(task, ground, state, await giveBack(land, dead));
  return cancelled ? 'halted' : 'released';
}

async function filesAt(ledger: LedgerStore, tip: string, record: RunRecord): Promise<RunFiles> {
  const read = async (name: string) => (await ledger.readFile(tip, runPath(record.run_id, name))) ?? '';
  return {
    record,
    planText: await read('plan.md'),
    deferredText: await read('deferred.md'),
    events: await read('events.jsonl'),
    ...(record.grind === undefined ? {} : { grind: await grindFiles({ ledger }, tip, record) }),
  };
}

/** Brings comment, pull request and check in line with the record; texts that are so already cost no request. */
async function show(
  task: SettleTask,
  { land, side, config }: Ground,
  state: LedgerState,
  files: RunFiles,
): Promise<void> {
  const plan = planOf(files);
  const trigger = state.triggers.find((item) => item.run_id === task.runId && startsRun(item));
  if (plan === null || trigger === undefined) {
    return;
  }
  const goesOn = files.record.status === 'running' || files.record.status === 'waiting';
  const moment = goesOn ? 'progress' : 'end';
  const announce = announcer({ github: side, land, tell: task.tell }, config, trigger);
  await announce.show(files, plan, moment);
  await announce.settled();
}
