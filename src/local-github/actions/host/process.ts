import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../../base/clock.js';
import { createLineSplitter } from './lines.js';

/** How long a stopped step may take, in milliseconds. GitHub: 7,500, 2,500 and 5,000. */
export interface Timings {
  readonly sigintMs: number;
  readonly sigtermMs: number;
  /** How long to wait for output after the entry process ended but a child still holds its pipe. */
  readonly drainMs: number;
}

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Begins the polite stop: SIGINT, SIGTERM, SIGKILL, each to the entry process alone. */
  readonly stop: AbortSignal;
  /** Ends the entry process at once. */
  readonly kill: AbortSignal;
  readonly timings: Timings;
  readonly clock: Clock;
  readonly onLine: (line: string) => void;
  readonly onStart?: (pid: number) => void;
}

export interface ProcessEnd {
  readonly code: number;
  /** Set when the program could not be started. */
  readonly problem: string | null;
}

/** Runs one program of a step as a runner does, in a session of its own so that a terminal's Ctrl-C stays with us. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  if (request.kill.aborted) {
    return { code: 137, problem: null };
  }
  const child = spawn(request.file, [...request.args], {
    cwd: request.cwd,
    env: { ...request.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const closed = readOutput(child, request.onLine);
  const ended = new AbortController();
  const exit = exitOf(child, ended);
  if (child.pid !== undefined) {
    request.onStart?.(child.pid);
  }
  void stopWhenAsked(child, request, ended.signal);
  const result = await exit;
  const drained = new AbortController();
  await Promise.race([closed, request.clock.sleep(request.timings.drainMs, drained.signal)]);
  drained.abort();
  child.stdout.destroy();
  child.stderr.destroy();
  return result;
}

function readOutput(
  child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream },
  onLine: (line: string) => void,
): Promise<unknown> {
  const ends = [child.stdout, child.stderr].map((stream) => {
    const lines = createLineSplitter(onLine);
    stream.on('data', lines.push);
    return new Promise<void>((resolve) => {
      stream.once('close', () => {
        lines.end();
        resolve();
      });
    });
  });
  return Promise.all(ends);
}

function exitOf(child: ChildProcess, ended: AbortController): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      ended.abort();
      resolve({ code: 127, problem: error.message });
    });
    child.once('exit', (code) => {
      ended.abort();
      resolve({ code: code ?? 137, problem: null });
    });
  });
}

async function stopWhenAsked(child: ChildProcess, request: ProcessRequest, ended: AbortSignal): Promise<void> {
  const { clock, timings, stop, kill } = request;
  kill.addEventListener('abort', () => signal(child, 'SIGKILL'), { once: true, signal: ended });
  await aborted(stop, ended);
  for (const [name, wait] of [['SIGINT', timings.sigintMs] as const, ['SIGTERM', timings.sigtermMs] as const]) {
    if (ended.aborted || kill.aborted) {
      return;
    }
    signal(child, name);
    await clock.sleep(wait, ended);
  }
  if (!ended.aborted) {
    signal(child, 'SIGKILL');
  }
}

/** Resolves when either signal aborts. */
function aborted(first: AbortSignal, second: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (first.aborted || second.aborted) {
      resolve();
      return;
    }
    first.addEventListener('abort', () => resolve(), { once: true, signal: second });
    second.addEventListener('abort', () => resolve(), { once: true });
  });
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(name);
  }
}
