import type { LeftRunning } from './left-running.js';

/** One program to run: its own process group, an exact environment, bounded in time and output. */
export interface ProgramRequest {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** What the program reads on standard input: a file's content, or nothing. */
  readonly stdin?: { readonly file: string };
  /** Wall-clock limit in milliseconds. */
  readonly timeoutMs: number;
  /** Stops the program when aborted. */
  readonly signal?: AbortSignal;
  /** How to stop it; the default is SIGTERM to the group, 5 s, SIGKILL to the group, then the marker sweep. */
  readonly stop?: readonly StopStep[];
  /** Value of PITBOSS_MARKER in its environment; every process that carries it is killed at the end. */
  readonly marker: string;
  /** After a natural end, waits a moment for what the program left running and tells what is still at work then. */
  readonly noteLeftRunning?: boolean;
  /** Called for each line, without its line end, cut at `maxLineBytes`; invalid UTF-8 is replaced. */
  readonly onLine?: (stream: 'stdout' | 'stderr', line: string) => void;
  /** File that receives the output, stderr lines prefixed with `[stderr] `; bounded by `maxLogBytes`. */
  readonly logFile?: string;
  /** Default 64 MiB. */
  readonly maxLogBytes?: number;
  /** Default 16 MiB; the rest of a longer line is dropped. */
  readonly maxLineBytes?: number;
}

export interface StopStep {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  readonly target: 'process' | 'group';
  /** Time to wait for the end before the next step, in milliseconds. */
  readonly graceMs: number;
}

/** How a program ended. Every way is a value; `runProgram` rejects only for our own mistakes. */
export type ProgramExit =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'missing'; readonly program: string }
  | { readonly kind: 'spawn_failed'; readonly message: string };

export interface ProgramResult {
  readonly exit: ProgramExit;
  /** Wall time in milliseconds. */
  readonly ms: number;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Bytes left out of the log file because of its bound. */
  readonly droppedBytes: number;
  /** Processes carrying the marker that were still alive after the end and had to be killed. */
  readonly strays: number;
  /** Commands that the program left at work when it ended by itself, where the request asked for them; they were stopped. */
  readonly leftRunning: readonly LeftRunning[];
}

export type RunProgram = (request: ProgramRequest) => Promise<ProgramResult>;
