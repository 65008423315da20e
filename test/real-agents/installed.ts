import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { npmEnvironment } from '../../src/action/install/npm-environment.js';
import { installPinned } from '../../src/agents/pinned/install-pinned.js';
import { PINNED_CLIS } from '../../src/agents/pinned/pinned-clis.js';
import { runProgram } from '../../src/process/run-program.js';
import type { Cli } from './check.js';

const VERSION_MS = 30_000;
const MACHINE = { platform: process.platform, arch: process.arch };

export type Available =
  | { readonly kind: 'installed'; readonly binary: string; readonly how: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** The CLI as a runner installs it, from its committed lock, kept in the cache folder for the next time. */
export async function installed(cli: Cli, root: string): Promise<Available> {
  const cache = join(root, 'node_modules/.cache/pitboss');
  const dir = join(cache, `${cli}-${PINNED_CLIS[cli].version}`);
  for (const path of PINNED_CLIS[cli].programs(MACHINE)) {
    if (await printsVersion(cli, join(dir, path))) {
      return { kind: 'installed', binary: join(dir, path), how: 'was installed before' };
    }
  }
  const beside = join(cache, `installing-${cli}-${process.pid}`);
  const done = await install(cli, root, beside);
  if (!done.ok) {
    await rm(beside, { recursive: true, force: true });
    return { kind: 'unavailable', reason: done.error.kind === 'failed' ? done.error.why : 'it was cancelled' };
  }
  await rm(dir, { recursive: true, force: true });
  await rename(beside, dir);
  const binary = done.value.program.replace(beside, dir);
  const megabytes = Math.round(done.value.bytes / 1_000_000);
  return (await printsVersion(cli, binary))
    ? { kind: 'installed', binary, how: `installed, ${megabytes} MB in ${done.value.seconds} s` }
    : { kind: 'unavailable', reason: `${binary} does not print its version` };
}

async function install(cli: Cli, root: string, dir: string) {
  await mkdir(dir, { recursive: true });
  const request = {
    cli,
    dir,
    lock: join(root, 'agent-cli', cli),
    downloads: null,
    env: npmEnvironment(process.env),
    machine: MACHINE,
    marker: randomUUID(),
    signal: new AbortController().signal,
  };
  return installPinned(request, runProgram);
}

async function printsVersion(cli: Cli, binary: string): Promise<boolean> {
  let version = '';
  await runProgram({
    argv: [binary, '--version'],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent' },
    timeoutMs: VERSION_MS,
    marker: randomUUID(),
    onLine: (_, line) => {
      version += `${line}\n`;
    },
  });
  return version.includes(PINNED_CLIS[cli].version);
}
