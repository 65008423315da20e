import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Installed, installPinned } from '../../agents/pinned/install-pinned.js';
import { isPinned, type PinnedName } from '../../agents/pinned/pinned-clis.js';
import { fail, ok, type Result } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import type { BackendName } from '../../config/parts/agents/agent.js';
import { backendsInUse } from '../../config/parts/agents/agent-choice.js';
import type { RunProgram } from '../../process/program.js';
import { halts } from '../../run/halts.js';
import type { Halt } from '../../run/record.js';
import { npmEnvironment } from './npm-environment.js';

export type Programs = Readonly<Partial<Record<BackendName, string>>>;

export interface InstallPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of this job. */
  readonly dir: string;
  readonly logs: string;
  readonly signal: AbortSignal;
  /** Told once for each CLI, in one line for people. */
  readonly note: (line: string) => void;
  /** Where the locks are; beside the bundle unless set. */
  readonly locks?: string;
}

/**
 * The CLIs that the configured roles and their stand-in use, installed for this job from the locks of this release, never through the Actions
 * cache. Asked for when a run is about to need them, and done once in a job.
 */
export function agentPrograms(
  place: InstallPlace,
  run: RunProgram,
): (config: Config) => Promise<Result<Programs, Halt>> {
  const known = new Map<PinnedName, Promise<Result<string, Halt>>>();
  return async (config) => {
    const programs: Partial<Record<BackendName, string>> = {};
    // One after the other: each is large, and the line is one.
    for (const { backend, cli } of wanted(config)) {
      const installing = known.get(cli) ?? install(place, cli, run);
      known.set(cli, installing);
      const installed = await installing;
      if (!installed.ok) {
        return installed;
      }
      programs[backend] = installed.value;
    }
    return ok(programs);
  };
}

interface Wanted {
  readonly backend: BackendName;
  readonly cli: PinnedName;
}

function wanted(config: Config): readonly Wanted[] {
  if (config.agent.install === 'path') {
    return [];
  }
  return [...backendsInUse(config)].flatMap((backend) => {
    const cli = pinnedName(backend);
    const section = config.agent[backend];
    const own = 'binary' in section ? section.binary : undefined;
    return cli === null || own !== undefined ? [] : [{ backend, cli }];
  });
}

function pinnedName(backend: BackendName): PinnedName | null {
  const name = backend.replaceAll('_', '-');
  return isPinned(name) ? name : null;
}

async function install(place: InstallPlace, cli: PinnedName, run: RunProgram): Promise<Result<string, Halt>> {
  const { env, dir, logs, signal, note } = place;
  const done = await installPinned(
    {
      cli,
      lock: join(place.locks ?? fileURLToPath(new URL('./agent-cli', import.meta.url)), cli),
      dir: join(dir, 'cli', cli),
      downloads: downloadsFolder(env),
      env: npmEnvironment(env),
      machine: { platform: process.platform, arch: process.arch },
      marker: `install-${randomUUID()}`,
      signal,
      logFile: join(logs, `install-${cli}.log`),
    },
    run,
  );
  if (done.ok) {
    note(installedLine(done.value));
    return ok(done.value.program);
  }
  return fail(done.error.kind === 'cancelled' ? halts.interrupted() : halts.agentInstallFailed(cli, done.error.why));
}

/** Only a machine of one's own keeps what was downloaded: on GitHub's the folder would be empty each time. */
function downloadsFolder(env: InstallPlace['env']): string | null {
  const tools = env.RUNNER_TOOL_CACHE ?? '';
  return env.RUNNER_ENVIRONMENT === 'self-hosted' && tools !== '' ? join(tools, 'pitboss', 'npm') : null;
}

function installedLine({ cli, version, program, seconds, bytes }: Installed): string {
  return `installed ${cli} ${version} (${Math.round(bytes / 1_000_000)} MB in ${seconds} s): ${program}`;
}
