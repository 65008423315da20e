import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { npmEnvironment } from '../../../src/action/install/npm-environment.js';
import { type InstallRequest, installPinned } from '../../../src/agents/pinned/install-pinned.js';
import { runProgram } from '../../../src/process/run-program.js';
import { type Registry, startRegistry } from './registry.js';

/** npm itself, against a registry on loopback. */
jest.setTimeout(60_000);

const GEMINI = '@google/gemini-cli';
const HELPER = 'some-native-part';
const NOT_RUN = 'a-script-ran';

let registry: Registry;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitboss-install-'));
  registry = await startRegistry([
    {
      name: GEMINI,
      program: '#!/bin/sh\necho 1.0.0\n',
      manifest: {
        bin: { gemini: 'program' },
        scripts: { postinstall: `touch ${join(folder, NOT_RUN)}` },
        optionalDependencies: { [HELPER]: '1.0.0' },
      },
    },
    { name: HELPER, program: 'native', manifest: {} },
  ]);
  await writeLock();
});

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function writeLock(): Promise<void> {
  const root = { name: 'lock', dependencies: { [GEMINI]: '1.0.0' } };
  const packages = {
    '': root,
    [`node_modules/${GEMINI}`]: {
      version: '1.0.0',
      integrity: registry.integrity(GEMINI),
      hasInstallScript: true,
      bin: { gemini: 'program' },
      optionalDependencies: { [HELPER]: '1.0.0' },
    },
    [`node_modules/${HELPER}`]: { version: '1.0.0', integrity: registry.integrity(HELPER), optional: true },
  };
  await mkdir(join(folder, 'lock'));
  await writeFile(join(folder, 'lock', 'package.json'), JSON.stringify(root));
  await writeFile(
    join(folder, 'lock', 'package-lock.json'),
    JSON.stringify({ name: 'lock', lockfileVersion: 3, packages }),
  );
}

interface Options extends Partial<InstallRequest> {
  readonly name: string;
}

function install({ name, ...rest }: Options) {
  const home = join(folder, 'home');
  const job = { PATH: process.env.PATH, HOME: home, npm_config_registry: registry.url, GITHUB_TOKEN: 'ghs_secret' };
  const request: InstallRequest = {
    cli: 'gemini',
    lock: join(folder, 'lock'),
    dir: join(folder, name),
    downloads: null,
    env: npmEnvironment(job),
    machine: { platform: 'linux', arch: 'x64' },
    marker: `install-test-${process.pid}-${name}`,
    signal: new AbortController().signal,
    ...rest,
  };
  return installPinned(request, runProgram);
}

describe('a pinned installation', () => {
  test('takes what the lock names from the registry that npm is told of, and runs no script of a package', async () => {
    await mkdir(join(folder, 'fresh', 'left by a job that was killed'), { recursive: true });
    const done = await install({ name: 'fresh' });
    expect(done).toMatchObject({ ok: true, value: { program: join(folder, 'fresh/node_modules/.bin/gemini') } });
    expect(done.ok && done.value.bytes).toBeGreaterThan(100);
    expect(await readdir(folder)).not.toContain(NOT_RUN);
    // Neither what was downloaded nor what stood there before.
    expect((await readdir(join(folder, 'fresh'))).sort()).toEqual([
      'node_modules',
      'package-lock.json',
      'package.json',
    ]);
  });

  test('a machine of one’s own does not go to the registry again, and compares what it kept with the lock', async () => {
    const downloads = join(folder, 'downloads');
    expect((await install({ name: 'first', downloads })).ok).toBe(true);
    const before = registry.requests.length;
    expect((await install({ name: 'second', downloads })).ok).toBe(true);
    expect(registry.requests).toHaveLength(before);

    for (const file of await filesIn(join(downloads, '_cacache', 'content-v2'))) {
      await rm(file);
      await writeFile(file, 'another program');
    }
    expect(await install({ name: 'third', downloads })).toMatchObject({ ok: true });
    const program = join(folder, 'third/node_modules', GEMINI, 'program');
    expect(await readFile(program, 'utf8')).toBe('#!/bin/sh\necho 1.0.0\n');
  });

  test('a package that is not the one of the lock is refused, with what npm says', async () => {
    const other = await startRegistry([{ name: GEMINI, program: 'evil', manifest: { bin: { gemini: 'program' } } }]);
    const env = npmEnvironment({ PATH: process.env.PATH, HOME: folder, npm_config_registry: other.url });
    const done = await install({ name: 'swapped', env }).finally(() => other.close());
    expect(done).toMatchObject({ ok: false, error: { kind: 'failed', why: expect.stringContaining('EINTEGRITY') } });
  });

  test('a program that npm left out, calling it success, counts as failure', async () => {
    const done = await install({ name: 'without', cli: 'codex' });
    expect(done).toMatchObject({
      ok: false,
      error: { why: 'npm brought no program of @openai/codex@0.169.0 for linux on x64.' },
    });
  });

  test('without npm, and when the job is cancelled, it ends with the reason', async () => {
    const env = { PATH: join(folder, 'nowhere') };
    expect(await install({ name: 'no-npm', env })).toMatchObject({
      error: { kind: 'failed', why: 'npm could not be found (npm).' },
    });
    expect(await install({ name: 'cancelled', signal: AbortSignal.abort() })).toMatchObject({
      error: { kind: 'cancelled' },
    });
  });
});

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
