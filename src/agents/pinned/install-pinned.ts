import { constants } from 'node:fs';
import { access, copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.js';
import type { ProgramExit, RunProgram } from '../../process/program.js';
import { describeExit, exitedWell } from '../output/describe-exit.js';
import { stderrTail } from '../output/stderr-tail.js';
import { LOCK_FILES, type Machine, PINNED_CLIS, type PinnedName } from './pinned-clis.js';

/** Two hundred megabytes over a slow line; npm's own waits are far longer. */
const INSTALL_MS = 300_000;
const LOG_BYTES = 1_048_576;
const LINE_BYTES = 16_384;
/** Files of an installation that are counted; there are some hundreds. */
const MOST_FILES = 50_000;

/** `--ignore-scripts`: no code of a package runs. The others keep a user's own settings from leaving out what is needed. */
const ARGUMENTS = [
  ...['ci', '--ignore-scripts', '--include=optional', '--bin-links=true', '--global=false'],
  ...['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--logs-max=0', '--loglevel=error'],
] as const;

export interface InstallRequest {
  readonly cli: PinnedName;
  /** Folder that holds the lock. */
  readonly lock: string;
  /** Where it is installed: emptied first. */
  readonly dir: string;
  /** Where npm keeps what it downloads, for later installations; null: nowhere. */
  readonly downloads: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly marker: string;
  readonly signal: AbortSignal;
  readonly logFile?: string;
}

export interface Installed {
  readonly cli: PinnedName;
  readonly version: string;
  readonly program: string;
  readonly seconds: number;
  readonly bytes: number;
}

export type NotInstalled = { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly why: string };

/**
 * Installs one CLI from its committed lock. Each package is compared with the hash in the lock while it is unpacked, wherever it
 * came from, so a folder of downloads that others can write to saves the way to the registry and is not trusted. The
 * installation itself is made anew each time: nothing half finished is ever used.
 */
export async function installPinned(
  request: InstallRequest,
  run: RunProgram,
): Promise<Result<Installed, NotInstalled>> {
  const done = await attempt(request, run);
  if (done.ok || done.error.kind === 'cancelled' || request.downloads === null) {
    return done;
  }
  // What is kept there may be spoilt, and would fail each job from now on.
  await rm(request.downloads, { recursive: true, force: true });
  return attempt(request, run);
}

async function attempt(request: InstallRequest, run: RunProgram): Promise<Result<Installed, NotInstalled>> {
  const { cli, dir } = request;
  const cache = request.downloads ?? join(dir, 'downloads');
  try {
    await prepareFolder(request, cache);
  } catch (error) {
    return fail({ kind: 'failed', why: `The folder ${dir} could not be made ready: ${String(error)}` });
  }
  const { exit, ms, said } = await npm(request, cache, run);
  if (exit.kind === 'cancelled') {
    return fail({ kind: 'cancelled' });
  }
  const { version, programs } = PINNED_CLIS[cli];
  const program = exitedWell(exit) ? await programIn(dir, programs(request.machine)) : null;
  if (program === null) {
    return fail({ kind: 'failed', why: whyNot(request, exit, said) });
  }
  if (request.downloads === null) {
    await rm(cache, { recursive: true, force: true });
  }
  return ok({ cli, version, program, seconds: Math.round(ms / 100) / 10, bytes: await bytesIn(dir) });
}

async function npm(
  { dir, env, signal, marker, logFile }: InstallRequest,
  cache: string,
  run: RunProgram,
): Promise<{ readonly exit: ProgramExit; readonly ms: number; readonly said: string }> {
  const stderr = stderrTail();
  const { exit, ms } = await run({
    argv: ['npm', ...ARGUMENTS, '--cache', cache],
    cwd: dir,
    env,
    timeoutMs: INSTALL_MS,
    signal,
    marker,
    maxLineBytes: LINE_BYTES,
    maxLogBytes: LOG_BYTES,
    ...(logFile === undefined ? {} : { logFile }),
    onLine: (stream, line) => {
      if (stream === 'stderr') {
        stderr.add(line);
      }
    },
  });
  return { exit, ms, said: stderr.text() };
}

async function prepareFolder({ lock, dir }: InstallRequest, cache: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await mkdir(cache, { recursive: true });
  await Promise.all(LOCK_FILES.map((name) => copyFile(join(lock, name), join(dir, name))));
}

/** npm leaves out an optional package that it could not get and calls that success. */
async function programIn(dir: string, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const program = join(dir, path);
    const usable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) {
      return program;
    }
  }
  return null;
}

function whyNot({ cli, machine }: InstallRequest, exit: ProgramExit, said: string): string {
  const { package: name, version } = PINNED_CLIS[cli];
  const ended = exitedWell(exit)
    ? `brought no program of ${name}@${version} for ${machine.platform} on ${machine.arch}`
    : describeExit(exit);
  return said === '' ? `npm ${ended}.` : `npm ${ended}: ${said}`;
}

async function bytesIn(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).slice(0, MOST_FILES);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
