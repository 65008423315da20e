import { open, stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fail, ok, type Result } from '../base/result.js';
import { type LeftRunning, leftRunning } from './left-running.js';
import { killMarked, sendSignal } from './marker-sweep.js';
import { type OutputLog, openOutputLog } from './output-log.js';
import { openOutputPipes } from './output-pipes.js';
import { type OutputPump, pumpOutput } from './output-pump.js';
import type { ProgramExit, ProgramRequest, ProgramResult, RunProgram } from './program.js';
import { type Started, spawnDetached } from './spawn-detached.js';
import { climbStopLadder, DEFAULT_STOP, within } from './stop-ladder.js';
import { watchLimits } from './watch-limits.js';

const MAX_LOG_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Waits, in milliseconds; tests shorten them. */
export interface RunTimings {
  /** After a natural end, how long helpers that still hold the pipes (a `tee`, say) may go on before they are killed. */
  readonly lingerMs: number;
  /** After that, how long what was left running may take to end by itself where somebody wants to know what it was. */
  readonly leftoverGraceMs: number;
  /** After the sweep, how long output may still arrive before the pipes are closed. */
  readonly drainMs: number;
  /** The same for a program that was cancelled: whoever cancels has seconds to live and work to save. */
  readonly cancelledDrainMs: number;
  /** After SIGKILL, how long to wait for the end. */
  readonly killWaitMs: number;
}

const TIMINGS: RunTimings = {
  lingerMs: 500,
  leftoverGraceMs: 2_000,
  drainMs: 5_000,
  cancelledDrainMs: 500,
  killWaitMs: 5_000,
};

/** Starts, streams and stops one program and everything that it started. */
export const runProgram: RunProgram = programRunner();

/** `runProgram` with other waits. */
export function programRunner(timings: Partial<RunTimings> = {}): RunProgram {
  const waits = { ...TIMINGS, ...timings };
  return (request) => run(request, waits);
}

interface Files {
  readonly stdin: { readonly fd: number; close(): Promise<void> } | null;
  readonly log: OutputLog | null;
}

async function run(request: ProgramRequest, waits: RunTimings): Promise<ProgramResult> {
  if (request.signal?.aborted) {
    return endedWithoutStart({ kind: 'cancelled' });
  }
  const files = await openFiles(request);
  if (!files.ok) {
    return endedWithoutStart({ kind: 'spawn_failed', message: files.error });
  }
  try {
    return await supervise(request, waits, files.value);
  } finally {
    await files.value.stdin?.close();
  }
}

/** A missing program and a missing folder are the same error to the system call, so the folder is looked at first. */
async function openFiles(request: ProgramRequest): Promise<Result<Files, string>> {
  const folder = await stat(request.cwd).catch(() => null);
  if (!folder?.isDirectory()) {
    return fail(`the working directory ${request.cwd} does not exist`);
  }
  let stdin: Files['stdin'] = null;
  try {
    stdin = request.stdin ? await open(request.stdin.file, 'r') : null;
    const log = request.logFile ? await openOutputLog(request.logFile, request.maxLogBytes ?? MAX_LOG_BYTES) : null;
    return ok({ stdin, log });
  } catch (error) {
    await stdin?.close();
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function supervise(request: ProgramRequest, waits: RunTimings, files: Files): Promise<ProgramResult> {
  const startedAt = performance.now();
  const pipes = await openOutputPipes();
  const started = spawnDetached(request, { stdinFd: files.stdin?.fd ?? null, pipes });
  const pump = pumpOutput(started, request, { log: files.log, maxLineBytes: request.maxLineBytes ?? MAX_LINE_BYTES });
  const limits = watchLimits(request, pump.failed);
  const exit = await Promise.race([started.ended, limits.reached]);
  limits.clear();
  let left: readonly LeftRunning[] = [];
  if (exit.kind === 'timeout' || exit.kind === 'cancelled') {
    await stop(started, request, waits);
  } else {
    await within(pump.done, waits.lingerMs);
    left = await noteLeft(started, request, waits);
  }
  const strays = await sweep(started, request.marker);
  await drain(pump, exit.kind === 'cancelled' ? waits.cancelledDrainMs : waits.drainMs);
  const droppedBytes = (await files.log?.close()) ?? 0;
  pump.rethrow();
  return { exit, ms: performance.now() - startedAt, ...pump.bytes(), droppedBytes, strays, leftRunning: left };
}

async function noteLeft(
  { pid }: Started,
  { noteLeftRunning, marker, signal }: ProgramRequest,
  waits: RunTimings,
): Promise<readonly LeftRunning[]> {
  return pid === null || noteLeftRunning !== true
    ? []
    : leftRunning({ group: pid, marker, signal }, waits.leftoverGraceMs);
}

async function stop(started: Started, request: ProgramRequest, waits: RunTimings): Promise<void> {
  if (started.pid !== null) {
    const steps = request.stop ?? DEFAULT_STOP;
    await climbStopLadder({ pid: started.pid, steps, ended: started.ended, killWaitMs: waits.killWaitMs });
  }
}

/** Nothing that the program started outlives it: the marker finds those in other groups, the group those without marker. */
async function sweep(started: Started, marker: string): Promise<number> {
  if (started.pid === null) {
    return 0;
  }
  const strays = await killMarked(marker);
  sendSignal(-started.pid, 'SIGKILL');
  return strays;
}

/** A process out of our reach may hold the pipes for ever; after the wait we close our ends. */
async function drain(pump: OutputPump, ms: number): Promise<void> {
  if (!(await within(pump.done, ms))) {
    pump.close();
    await pump.done;
  }
}

function endedWithoutStart(exit: ProgramExit): ProgramResult {
  return { exit, ms: 0, stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0, strays: 0, leftRunning: [] };
}
