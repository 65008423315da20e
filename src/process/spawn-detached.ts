import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { OutputPipes } from './output-pipes.js';
import { MARKER_VARIABLE } from './process-table.js';
import type { ProgramExit, ProgramRequest } from './program.js';

const failureSchema = z.object({ code: z.string().optional(), message: z.string() });

/** A program that has been started as the leader of its own process group (and session). */
export interface Started {
  /** Null when it could not be started. */
  readonly pid: number | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it ended by itself; resolves when the process is gone, whoever still holds its pipes. Never rejects. */
  readonly ended: Promise<ProgramExit>;
}

/**
 * Starts `request.argv` without a shell and with exactly `request.env` plus the marker. Standard input is a file descriptor, so
 * a program that never reads it can block nobody; process libraries take a stream there, which is why this is plain `spawn`.
 */
export function spawnDetached(
  request: ProgramRequest,
  stdio: { readonly stdinFd: number | null; readonly pipes: OutputPipes | null },
): Started {
  const child = trySpawn(request, [
    stdio.stdinFd ?? 'ignore',
    stdio.pipes?.stdout.writeFd ?? 'pipe',
    stdio.pipes?.stderr.writeFd ?? 'pipe',
  ]);
  stdio.pipes?.release();
  const streams = {
    stdout: stdio.pipes?.stdout.readable ?? child.value?.stdout ?? Readable.from([]),
    stderr: stdio.pipes?.stderr.readable ?? child.value?.stderr ?? Readable.from([]),
  };
  return { pid: child.value?.pid ?? null, ...streams, ended: child.ended };
}

function trySpawn(
  request: ProgramRequest,
  stdio: StdioOptions,
): { value: ChildProcess | null; ended: Promise<ProgramExit> } {
  const [program, ...args] = request.argv;
  try {
    const env = { ...request.env, [MARKER_VARIABLE]: request.marker };
    const child = spawn(program, args, { cwd: request.cwd, env, detached: true, stdio });
    return { value: child, ended: endOf(child, program) };
  } catch (error) {
    // Some failures, an argument that is too long among them, are thrown instead of emitted.
    return { value: null, ended: Promise.resolve(startFailure(error, program)) };
  }
}

function endOf(child: ChildProcess, program: string): Promise<ProgramExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code === null ? { kind: 'signalled', signal: signal ?? 'unknown' } : { kind: 'exited', code });
    });
    child.once('error', (error) => resolve(startFailure(error, program)));
  });
}

function startFailure(error: unknown, program: string): ProgramExit {
  const { code, message } = failureSchema.parse(error);
  return code === 'ENOENT' ? { kind: 'missing', program } : { kind: 'spawn_failed', message };
}
