import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { programRunner, runProgram } from '../../src/process/run-program.js';
import { alive, newMarker, observe, script, temporaryFolder, until, untilExists } from './programs.js';

describe('stopping', () => {
  test('a program that hangs is stopped at its time limit', async () => {
    const result = await observe(['sleep', '600'], { timeoutMs: 100 });
    expect(result.exit).toEqual({ kind: 'timeout' });
  });

  test('a program that ignores SIGTERM gets SIGKILL', async () => {
    const abort = new AbortController();
    const result = await observe(
      script('process.on("SIGTERM", () => console.log("no")); console.log(process.pid); setInterval(() => {}, 1000)'),
      {
        signal: abort.signal,
        stop: [{ signal: 'SIGTERM', target: 'group', graceMs: 100 }],
        onLine: (_, line) => {
          expect(alive(Number(line)) || line === 'no').toBe(true);
          abort.abort();
        },
      },
    );
    expect(result.exit).toEqual({ kind: 'cancelled' });
    expect(result.stdoutBytes).toBeGreaterThan(3);
  });

  test('each step has its signal and its target', async () => {
    const abort = new AbortController();
    const lines: string[] = [];
    const source = `
      for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => console.log(signal));
      console.log("ready"); setInterval(() => {}, 1000)`;
    await observe(script(source), {
      signal: abort.signal,
      stop: [
        { signal: 'SIGINT', target: 'process', graceMs: 100 },
        { signal: 'SIGTERM', target: 'group', graceMs: 100 },
      ],
      onLine: (_, line) => {
        lines.push(line);
        abort.abort();
      },
    });
    expect(lines).toEqual(['ready', 'SIGINT', 'SIGTERM']);
  });

  test('a listener that throws stops the program, and the error is ours', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const source = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); console.log(1); setInterval(() => {}, 1000)`;
    const onLine = () => {
      throw new TypeError('listener');
    };
    await expect(observe(script(source), { onLine })).rejects.toThrow('listener');
    expect(alive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });
});

describe('what a program leaves behind', () => {
  const linux = process.platform === 'linux' ? test : test.skip;

  linux('is killed after a normal end, also in a session of its own and holding the pipes', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const result = await observe([
      'sh',
      '-c',
      `setsid sh -c 'echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; sleep 600' & while [ ! -f ${pidFile} ]; do sleep 0.01; done`,
    ]);
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
    expect(result.strays).toBeGreaterThanOrEqual(1);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await until(() => !alive(pid));
  });

  linux('is killed with its group after a stop, even when it dropped our marker', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const abort = new AbortController();
    const running = observe(
      ['sh', '-c', `env -i sh -c 'trap "" TERM; echo $$ > ${pidFile}; while :; do sleep 1; done' & wait`],
      {
        signal: abort.signal,
      },
    );
    await untilExists(pidFile);
    abort.abort();
    expect((await running).exit).toEqual({ kind: 'cancelled' });
    const pid = Number(await readFile(pidFile, 'utf8'));
    await until(() => !alive(pid));
  });

  linux('cannot keep us waiting when it is out of reach', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const result = await observe([
      'sh',
      '-c',
      `setsid env -i sh -c 'echo $$ > ${pidFile}; exec sleep 600' & while [ ! -s ${pidFile} ]; do sleep 0.01; done; echo done`,
    ]);
    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(alive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(result.stdout).toEqual(['done']);
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
  });

  linux('cannot keep us waiting after a cancellation, which leaves no time to drain', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const abort = new AbortController();
    // Were the ordinary wait used, this test would run into its own limit.
    const running = programRunner({ drainMs: 600_000, cancelledDrainMs: 50 })({
      argv: ['sh', '-c', `setsid env -i sh -c 'echo $$ > ${pidFile}; exec sleep 600' & sleep 600`],
      cwd: '/',
      env: { PATH: process.env.PATH ?? '' },
      timeoutMs: 600_000,
      marker: newMarker(),
      signal: abort.signal,
    });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'));
    abort.abort();
    expect((await running).exit).toEqual({ kind: 'cancelled' });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(alive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  test('may finish its last lines when it is a short-lived helper', async () => {
    const run = ['sh', '-c', '(sleep 0.05; echo late) & echo early'] as const;
    const lines: string[] = [];
    const result = await runProgram({
      argv: run,
      cwd: '/',
      env: { PATH: process.env.PATH ?? '' },
      timeoutMs: 60_000,
      marker: newMarker(),
      onLine: (_, line) => lines.push(line),
    });
    expect(lines).toEqual(['early', 'late']);
    expect(result.strays).toBe(0);
  });
});
