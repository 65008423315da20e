import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { agentPrograms } from '../../../src/action/install/agent-programs.js';
import { npmEnvironment } from '../../../src/action/install/npm-environment.js';
import { PINNED_CLIS } from '../../../src/agents/pinned/pinned-clis.js';
import { parseConfig } from '../../../src/config/parse-config.js';
import type { ProgramExit, ProgramRequest, RunProgram } from '../../../src/process/program.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pitboss-programs-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const MACHINE = { platform: process.platform, arch: process.arch };

/** Stands in for npm: notes how it was started, and puts the program where npm would. */
function fakeNpm(exit: ProgramExit = { kind: 'exited', code: 0 }) {
  const started: ProgramRequest[] = [];
  const run: RunProgram = async (request) => {
    started.push(request);
    const [path = ''] = PINNED_CLIS['claude-code'].programs(MACHINE);
    await mkdir(dirname(join(request.cwd, path)), { recursive: true });
    await writeFile(join(request.cwd, path), 'program');
    await chmod(join(request.cwd, path), 0o755);
    return { exit, ms: 4_321, stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0, strays: 0, leftRunning: [] };
  };
  return { run, started };
}

function programs(run: RunProgram, env: Readonly<Record<string, string>> = {}, signal = new AbortController().signal) {
  const notes: string[] = [];
  const note = (line: string): void => void notes.push(line);
  const install = agentPrograms({ env, dir, logs: dir, signal, note, locks: 'agent-cli' }, run);
  return { notes, install: (yaml: string) => install(configOf(yaml)) };
}

function configOf(yaml: string) {
  const parsed = parseConfig(yaml, 'pitboss.yml');
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.config;
}

describe('on a runner', () => {
  test('the CLI that the roles use is installed once for the job, and people are told', async () => {
    const npm = fakeNpm();
    const { install, notes } = programs(npm.run);
    const first = await install('');
    const program = join(dir, 'cli/claude-code', PINNED_CLIS['claude-code'].programs(MACHINE)[0] ?? '');
    expect(first).toEqual({ ok: true, value: { claude_code: program } });
    expect(await install('')).toEqual(first);
    expect(npm.started).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/^installed claude-code 2\.1\.329 \(\d+ MB in 4\.3 s\): \//)]);
  });

  test.each([
    ['one that the configuration names', 'agent: { claude_code: { binary: /opt/claude } }'],
    ['what is on PATH', 'agent: { install: path }'],
    ['an agent that is no CLI', 'agent: { backend: script }'],
  ])('nothing is installed for %s', async (_, yaml) => {
    const npm = fakeNpm();
    expect(await programs(npm.run).install(yaml)).toEqual({ ok: true, value: {} });
    expect(npm.started).toEqual([]);
  });

  test('downloads are kept on a machine of one’s own, and on no other', async () => {
    const tools = { RUNNER_TOOL_CACHE: join(dir, 'tools') };
    const cacheOf = async (env: Readonly<Record<string, string>>): Promise<string | undefined> => {
      const npm = fakeNpm();
      await programs(npm.run, env).install('');
      return npm.started[0]?.argv.at(-1);
    };
    expect(await cacheOf({ ...tools, RUNNER_ENVIRONMENT: 'self-hosted' })).toBe(join(dir, 'tools/pitboss/npm'));
    expect(await cacheOf({ ...tools, RUNNER_ENVIRONMENT: 'github-hosted' })).toBe(
      join(dir, 'cli/claude-code/downloads'),
    );
  });

  test('a failure halts the run with what npm said', async () => {
    const npm = fakeNpm({ kind: 'exited', code: 1 });
    expect(await programs(npm.run).install('')).toMatchObject({
      ok: false,
      error: { code: 'agent_install_failed', why: 'npm exited with code 1.' },
    });
  });

  test('a cancelled job halts it as interrupted', async () => {
    const npm = fakeNpm({ kind: 'cancelled' });
    expect(await programs(npm.run).install('')).toMatchObject({ ok: false, error: { code: 'interrupted' } });
  });
});

test('npm gets its own way to the registry, and neither a token of GitHub nor a model key', () => {
  const own = {
    PATH: '/bin',
    HOME: '/home/me',
    NPM_CONFIG_USERCONFIG: '/tmp/.npmrc',
    npm_config_registry: 'https://npm.company.test',
    NODE_AUTH_TOKEN: 'for the registry',
    HTTPS_PROXY: 'http://me:word@proxy.test',
  };
  const others = {
    GITHUB_TOKEN: 'g',
    GH_TOKEN: 'g',
    ACTIONS_RUNTIME_TOKEN: 'a',
    INPUT_TOKEN: 'i',
    ANTHROPIC_API_KEY: 'k',
    OPENAI_API_KEY: 'k',
    NODE_OPTIONS: '--require /tmp/x',
    npm_config_script_shell: '/tmp/x',
  };
  expect(npmEnvironment({ ...own, ...others })).toEqual(own);
});
