import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../base/clock.js';
import type { LocalServer } from '../../contract.js';
import type { Artifacts } from '../host/artifacts.js';
import { createMasks, type Masks } from '../host/masks.js';
import { permissionsOf } from '../host/permissions.js';
import type { Timings } from '../host/process.js';
import { githubContext, jobScope, type Settings } from '../runs/contexts.js';
import type { Job, Run } from '../runs/model.js';
import type { RunStore } from '../runs/store.js';

export interface RunnerParts {
  readonly server: LocalServer;
  readonly settings: Settings;
  readonly store: RunStore;
  readonly artifacts: Artifacts;
  readonly clock: Clock;
  readonly timings: Timings;
  /** `owner/name` in lower case to a directory with an `action.yml`. */
  readonly actions: ReadonlyMap<string, string>;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly defaultPermissions: Readonly<Record<string, string>>;
}

export type ActionStatus = 'success' | 'failure' | 'cancelled';

/** One machine for one job: directories, token, masks, and what steps leave for later steps. */
export interface Machine {
  readonly parts: RunnerParts;
  readonly run: Run;
  readonly job: Job;
  readonly root: string;
  readonly workspace: string;
  readonly temp: string;
  readonly tool: string;
  readonly trackingId: string;
  readonly entries: Set<number>;
  readonly token: string;
  readonly masks: Masks;
  readonly github: Readonly<Record<string, unknown>>;
  /** Contexts of job-level steps besides `github`, `env`, `steps` and `job`. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Variables of workflow and job, then of `$GITHUB_ENV`. */
  readonly env: Map<string, string>;
  /** Folders of `$GITHUB_PATH`, the latest first. */
  readonly path: string[];
  status: ActionStatus;
  log(line: string): void;
}

export async function openMachine(parts: RunnerParts, run: Run, job: Job): Promise<Machine> {
  const jobs = join(parts.workDir, 'jobs');
  await mkdir(jobs, { recursive: true });
  const root = await mkdtemp(join(jobs, `${run.id}-${run.attempt}-`));
  const name = run.repository.split('/')[1] ?? 'repository';
  const dirs = { workspace: join(root, name, name), temp: join(root, '_temp'), tool: join(parts.workDir, 'tools') };
  await Promise.all([...Object.values(dirs), commandFolder(dirs.temp)].map((dir) => mkdir(dir, { recursive: true })));
  const permissions = permissionsOf(job.file.permissions ?? run.workflow.file?.permissions, parts.defaultPermissions);
  const token = parts.server.mintJobToken({ repository: run.repository, permissions });
  const masks = createMasks();
  const secrets = { ...parts.settings.secrets(run.repository), GITHUB_TOKEN: token };
  Object.values(secrets).forEach(masks.add);
  const github = await machineGithub(parts, { run, job, token, ...dirs });
  const { github: _, ...contexts } = jobScope(parts.server, parts.settings, run, job).contexts;
  const machine: Machine = {
    ...{ parts, run, job, root, ...dirs, token, masks, github },
    trackingId: `github_${randomUUID()}`,
    entries: new Set(),
    contexts: { ...contexts, secrets, runner: runnerContext(job, dirs) },
    env: new Map(),
    path: [],
    status: job.signals.cancel.signal.aborted ? 'cancelled' : 'success',
    log: (line) => parts.store.line(run.id, line),
  };
  job.signals.cancel.signal.addEventListener('abort', () => {
    machine.status = 'cancelled';
  });
  return machine;
}

/** Where the command files of steps are. */
export function commandFolder(temp: string): string {
  return join(temp, '_runner_file_commands');
}

export async function closeMachine(machine: Machine): Promise<void> {
  machine.parts.server.revokeToken(machine.token);
  await rm(machine.root, { recursive: true, force: true, maxRetries: 5 });
}

async function machineGithub(
  parts: RunnerParts,
  where: { run: Run; job: Job; token: string; workspace: string; temp: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { run, job, token, workspace, temp } = where;
  const folder = join(temp, '_github_workflow');
  await mkdir(folder, { recursive: true });
  const eventPath = join(folder, 'event.json');
  await writeFile(eventPath, JSON.stringify(run.cause.payload, null, 2));
  return { ...githubContext(parts.server, run), token, job: job.key, workspace, event_path: eventPath };
}

function runnerContext(job: Job, dirs: { temp: string; tool: string }): Readonly<Record<string, unknown>> {
  const arch = process.arch === 'arm64' ? 'ARM64' : 'X64';
  return {
    ...{ os: process.platform === 'darwin' ? 'macOS' : 'Linux', arch, name: `Local Actions ${job.id}` },
    ...{ environment: 'github-hosted', temp: dirs.temp, tool_cache: dirs.tool },
  };
}
