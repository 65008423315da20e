import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, jest } from '@jest/globals';
import type { ProgramRequest, ProgramResult } from '../../src/process/program.js';
import { programRunner } from '../../src/process/run-program.js';

/** Programs start slowly on a busy machine; a test that hangs still ends. */
jest.setTimeout(60_000);

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-process-'));
  folders.push(folder);
  return folder;
}

let markers = 0;

export function newMarker(): string {
  markers += 1;
  return `test-${process.pid}-${markers}-${process.hrtime.bigint()}`;
}

export interface Observed extends ProgramResult {
  readonly stdout: string[];
  readonly stderr: string[];
}

/** Runs a program with short waits and remembers its lines. */
export async function observe(
  argv: readonly [string, ...string[]],
  options: Partial<ProgramRequest> = {},
): Promise<Observed> {
  const lines: { stdout: string[]; stderr: string[] } = { stdout: [], stderr: [] };
  const run = programRunner({ lingerMs: 50, drainMs: 200 });
  const result = await run({
    argv,
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    marker: newMarker(),
    onLine: (stream, line) => lines[stream].push(line),
    ...options,
  });
  return { ...result, ...lines };
}

/** A program written as JavaScript. */
export function script(source: string): [string, ...string[]] {
  return [process.execPath, '-e', source];
}

/** Whether a process still runs; one that is dead and only waits to be collected does not. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for a state, not for a time; the test's own limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(5);
  }
}

export async function untilExists(path: string): Promise<void> {
  await until(() => existsSync(path));
}
