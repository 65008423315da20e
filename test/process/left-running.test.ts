import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isHarmless } from '../../src/process/harmless-daemons.js';
import type { ProgramRequest } from '../../src/process/program.js';
import { programRunner } from '../../src/process/run-program.js';
import { newMarker, temporaryFolder } from './programs.js';

const linux = process.platform === 'linux' ? describe : describe.skip;

/** Runs a shell program that somebody wants to know the leftovers of; says their commands. */
async function leftBy(
  source: string,
  options: { readonly graceMs?: number; readonly request?: Partial<ProgramRequest>; readonly folder?: string } = {},
): Promise<readonly string[]> {
  const run = programRunner({ lingerMs: 20, drainMs: 200, leftoverGraceMs: options.graceMs ?? 50 });
  const result = await run({
    argv: ['sh', '-c', source],
    cwd: options.folder ?? (await temporaryFolder()),
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    marker: newMarker(),
    noteLeftRunning: true,
    ...options.request,
  });
  return result.leftRunning.map(({ command }) => command);
}

linux('what a program left running', () => {
  test.each([
    ['in its own group', 'sleep 611 & exit 0', ['sleep 611']],
    [
      'in a session of its own',
      'setsid sleep 612 > /dev/null 2>&1 & while [ ! -d /proc/$! ]; do :; done',
      ['sleep 612'],
    ],
    ['in its own group, without our marker', 'env -i sleep 613 & exit 0', ['sleep 613']],
    ['and failed itself', 'sleep 614 & exit 3', ['sleep 614']],
    ['twice', 'sleep 615 & sleep 616 & exit 0', ['sleep 615', 'sleep 616']],
  ])('%s is named', async (_, source, commands) => {
    expect([...(await leftBy(source, { graceMs: 300 }))].sort()).toEqual(commands);
  });

  test('is nothing after a program that waits for what it starts', async () => {
    expect(await leftBy('sleep 0.02 & wait')).toEqual([]);
  });

  test('is named by its topmost command, not by what that started', async () => {
    expect(await leftBy("sh -c 'sleep 617; true' & exit 0", { graceMs: 300 })).toEqual(['sh -c sleep 617; true']);
  });

  test('does not count when it ends by itself within the grace', async () => {
    // Were it named at the first look, or waited for to the end of the grace, this test would fail or run into its limit.
    expect(await leftBy('(sleep 0.3) > /dev/null 2>&1 & exit 0', { graceMs: 600_000 })).toEqual([]);
  });

  test('is not looked for unless somebody asks', async () => {
    expect(await leftBy('sleep 618 & exit 0', { request: { noteLeftRunning: false } })).toEqual([]);
  });

  test('is not looked for after a stop: it was us who ended the turn', async () => {
    expect(await leftBy('sleep 619 & sleep 620', { request: { timeoutMs: 50 } })).toEqual([]);
  });

  test('is not waited for once the run is being stopped', async () => {
    const abort = new AbortController();
    const onLine = () => abort.abort();
    const request = { signal: abort.signal, onLine };
    expect(await leftBy('(sleep 0.2; echo now; sleep 621) & exit 0', { graceMs: 600_000, request })).toEqual([]);
  });

  test('is one line of bounded length, whatever a program calls itself', async () => {
    const [command = ''] = await leftBy(`sh -c "sleep 622; : '${'x'.repeat(5_000)}\n\u001b[31m'" & exit 0`, {
      graceMs: 300,
    });
    expect(command).toMatch(/^sh -c sleep 622; : 'x+…$/);
    expect(command.length).toBeLessThanOrEqual(201);
  });

  test('does not count when it is a daemon that outlives its callers, nor what that started', async () => {
    const folder = await temporaryFolder();
    const daemon = join(folder, 'watchman');
    const source = `printf '#!/bin/sh\\nsleep 623; true\\n' > ${daemon}; chmod +x ${daemon}; ln -s "$(command -v sh)" gopls
      ./gopls -c 'sleep 624; true' & exit 0`;
    expect(await leftBy(source, { graceMs: 300, folder })).toEqual([]);
  });
});

describe('a daemon that outlives its callers', () => {
  const java = ['/opt/jdk/bin/java', '-Xmx512m', '-cp', '/x/gradle-launcher.jar'];
  test.each([
    [['/usr/local/bin/watchman', '--foreground', '--logfile=/x']],
    [['/usr/lib/git-core/git', 'fsmonitor--daemon', 'run', '--detach']],
    [['git', 'maintenance', 'run', '--auto']],
    [['ssh-agent', '-s']],
    [['/usr/bin/dbus-daemon', '--session']],
    [[...java, 'org.gradle.launcher.daemon.bootstrap.GradleDaemon', '8.5']],
    [[...java, 'org.jetbrains.kotlin.daemon.KotlinCompileDaemon', '--daemon-runFilesPath', '/x']],
    [['bazel(work)', '-XX:+HeapDumpOnOutOfMemoryError']],
    [['/usr/bin/node', '/w/node_modules/nx/src/daemon/server/start.js']],
    [['/w/node_modules/turbo-linux-64/bin/turbo', '--skip-infer', 'daemon']],
    [
      [
        '/usr/bin/node',
        '--max-old-space-size=3072',
        '/w/node_modules/typescript/lib/tsserver.js',
        '--useInferredProjectPerProjectRoot',
      ],
    ],
    [['/usr/bin/node', '/w/node_modules/.bin/typescript-language-server', '--stdio']],
    [['rust-analyzer']],
    [['dotnet', '/usr/share/dotnet/sdk/8.0.100/MSBuild.dll', '/nologo', '/nodemode:1', '/nodeReuse:true']],
    [['redis-server *:6379']],
  ])('is known: %j', (argv) => {
    expect(isHarmless(argv)).toBe(true);
  });

  test.each([
    [['bazel', 'test', '//...']],
    [['gradle', 'test']],
    [[...java, 'org.gradle.wrapper.GradleWrapperMain', 'test']],
    [['npx', 'nx', 'run-many', '-t', 'test']],
    [['/usr/bin/node', '/w/node_modules/.bin/nx', 'test']],
    [['turbo', 'run', 'build']],
    [['git', 'clone', 'https://example.com/x']],
    [['sh', '-c', 'watchman watch-project .; npm test']],
    [['npm', 'test', '--workspace', 'tsserver']],
    [['node', '/w/scripts/build.js']],
    [['sleep', '600']],
    [['']],
  ])('is not everything that works: %j', (argv) => {
    expect(isHarmless(argv)).toBe(false);
  });
});
