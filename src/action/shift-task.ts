import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../agents/access/model-access.js';
import { systemClock } from '../base/system-clock.js';
import { allowedEnvironment } from '../process/allowed-environment.js';
import { killMarked } from '../process/marker-sweep.js';
import { passedVariables } from '../process/passed-variables.js';
import { runProgram } from '../process/run-program.js';
import type { Tell } from '../report/shift-event.js';
import { agentsFrom } from '../shift/agents.js';
import { materialFor } from '../shift/grind/material-for.js';
import { materialInCommit } from '../shift/grind/repository-material.js';
import { instructionsFrom } from '../shift/instructions.js';
import type { LoadedConfig, ShiftOutcome, ShiftPorts, ShiftRequest } from '../shift/ports.js';
import { fetchedTip, once, promptsFrom } from '../shift/prompts.js';
import { runShift } from '../shift/run-shift.js';
import { workflowHolderEnded } from '../shift/workflow-holder.js';
import { dispatchOnce } from './dispatch-memory.js';
import type { GithubAccess } from './github-side.js';
import { agentPrograms } from './install/agent-programs.js';
import type { Job } from './job.js';
import { openJobLedger } from './job-ledger.js';
import { loadConfig } from './load-config.js';

export interface ShiftTask {
  readonly job: Job;
  readonly github: GithubAccess;
  readonly runId: string;
  readonly nonce: string;
  /** Keys and addresses of model providers. */
  readonly credentials: Credentials;
  readonly tell: Tell;
  /** Told which agent CLIs were installed, one line each. */
  readonly noteTool: (line: string) => void;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  /** The workflow has jobs for sessions that work side by side. */
  readonly fleet: boolean;
  /** Where the artifacts of session jobs were put, in the job that lands them. */
  readonly received?: string;
}

export function shiftDirs(job: Job, runId: string) {
  const dir = `${job.workDir}/${runId}`;
  return { tree: `${dir}/tree`, scratch: `${dir}/scratch`, logs: `${dir}/logs` };
}

/** One shift in a job: the parts put together, nothing decided. */
export function shiftTask(task: ShiftTask): Promise<ShiftOutcome> {
  return withShiftPorts(task, runShift);
}

/** What a job needs to work on a run, whatever part of it. */
export async function withShiftPorts<T>(
  task: ShiftTask,
  use: (ports: ShiftPorts, request: ShiftRequest) => Promise<T>,
): Promise<T> {
  const { job, github } = task;
  const { defaultBranch } = await github.api.repository();
  const loaded = await loadConfig(github.api, defaultBranch);
  const branch = loaded.kind === 'loaded' ? loaded.config.ledger.branch : 'pitboss/ledger';
  const { repository, ledger } = await openJobLedger(job, github, branch);
  const dirs = shiftDirs(job, task.runId);
  await Promise.all(Object.values(dirs).map((path) => mkdir(path, { recursive: true })));
  try {
    const parts = { task, repository, ledger, defaultBranch, loaded, dirs };
    return await use(shiftPorts(parts), {
      runId: task.runId,
      nonce: task.nonce,
      holder: { workflow_run_id: job.runId, attempt: job.attempt },
      startedAt: task.startedAt,
      dirs,
      originalBranch: null,
      ...(task.received === undefined ? {} : { received: task.received }),
    });
  } finally {
    await repository.close();
  }
}

interface Parts extends Awaited<ReturnType<typeof openJobLedger>> {
  readonly task: ShiftTask;
  readonly defaultBranch: string;
  readonly loaded: LoadedConfig;
  readonly dirs: ReturnType<typeof shiftDirs>;
}

function shiftPorts({ task, repository, ledger, defaultBranch, loaded, dirs }: Parts): ShiftPorts {
  const { job, github, credentials } = task;
  const plainEnv = allowedEnvironment(process.env, []);
  const tip = once(() => fetchedTip(repository, defaultBranch));
  const { signal, noteTool: note } = task;
  const programs = agentPrograms({ env: process.env, dir: job.workDir, logs: dirs.logs, signal, note }, runProgram);
  return {
    land: {
      repository,
      ledger,
      identity: github.identity,
      clock: systemClock,
      // The list grows with every token that is minted, so it is handed on and not copied.
      secrets: github.secrets,
    },
    run: runProgram,
    tell: task.tell,
    github: {
      api: dispatchOnce(github.api, job),
      workflowUrl: job.workflowUrl,
      repositoryUrl: job.repositoryUrl,
      workflowFile: job.workflowFile,
      defaultBranch,
      notes: github.notes,
    },
    loadConfig: async () => loaded,
    agents: async (config) => {
      const installed = await programs(config);
      return installed.ok
        ? agentsFrom({
            config,
            dir: dirs.scratch,
            scriptProgram: [process.execPath, fileURLToPath(new URL('./script-agent.js', import.meta.url))],
            readFile: (path) => github.api.file(path, defaultBranch),
            credentials,
            installed: installed.value,
            instructions: async (paths) => instructionsFrom(repository, await tip(), paths),
            variables: passedVariables(process.env, github.secrets),
          })
        : installed.error;
    },
    prompts: once(async () => promptsFrom(repository, await tip())),
    grind: async (rotation, { grind }) =>
      materialFor(await materialInCommit(repository, await tip(), rotation, grind), grind, task.tell),
    agentEnv: plainEnv,
    plainEnv,
    variables: passedVariables(process.env, github.secrets),
    holderEnded: (lease, asked) =>
      workflowHolderEnded(github.api, { workflow_run_id: job.runId, attempt: job.attempt }, { lease, asked }),
    killMarked,
    signal: task.signal,
    pollMs: 30_000,
    ...(task.fleet ? { fleet: task.received === undefined ? 'hands_out' : 'lands' } : {}),
  };
}
