import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { PitbossError } from '../../base/pitboss-error.js';
import { byteHead } from './byte-head.js';
import { gitFailure, maskSecrets } from './git-failure.js';
import { settingArguments } from './git-settings.js';

/** What all git processes of one repository share. */
export interface GitContext {
  readonly gitDir: string;
  /** The whole environment, from `hermeticEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly allowHttp: boolean;
  /** Directories that git may trust although somebody else owns them. */
  readonly safe: readonly string[];
  /** Called once for each process that is started. */
  readonly onProcess: () => void;
}

export interface GitRequest {
  /** What it is for, as a participle phrase for error messages. */
  readonly operation: string;
  readonly args: readonly string[];
  /** Default: the git directory. */
  readonly cwd?: string;
  /** Added to the context's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Values that must never show in an error. */
  readonly secrets?: readonly string[];
  /** What it reads from standard input; without it, nothing. */
  readonly stdin?: Readable;
  /** Default 300 s. */
  readonly timeoutMs?: number;
  /** Takes standard output as it comes; without it the output is collected, up to `maxBytes`. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Default 256 MiB. */
  readonly maxBytes?: number;
}

export interface GitResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  /** Masked; only the first 64 KiB are kept. */
  readonly stderr: string;
  readonly timedOut: boolean;
}

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const MAX_STDERR = 64 * 1024;

/** Starts git and leaves it running; the caller owns its streams and its end. The only place of the project that starts git. */
export function startGit(context: GitContext, request: GitRequest): ChildProcessWithoutNullStreams {
  context.onProcess();
  const settings = settingArguments({ allowHttp: context.allowHttp, safe: [context.gitDir, ...context.safe] });
  return spawn('git', [...settings, ...request.args], {
    cwd: request.cwd ?? context.gitDir,
    env: { ...context.env, GIT_DIR: context.gitDir, ...request.env },
    // A group of its own: a signal meant for us must not cut a push in half, and a time limit must reach git's helpers.
    detached: true,
  });
}

/** Runs git to its end. Any exit code is a value; a missing program or output beyond the bound is a PitbossError. */
export function runGit(context: GitContext, request: GitRequest): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = startGit(context, request);
    const output = collector(request);
    const errors = byteHead(MAX_STDERR);
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    child.stdin.on('error', () => {});
    if (request.stdin === undefined) {
      child.stdin.end();
    } else {
      // A file that cannot be read ends the input, and git says that it came short.
      request.stdin.on('error', () => child.stdin.end());
      request.stdin.pipe(child.stdin);
    }
    child.stdout.on('data', (chunk: Buffer) => {
      if (!output.take(chunk)) {
        killGroup(child);
      }
    });
    child.stderr.on('data', (chunk: Buffer) => void errors.take(chunk));
    child.on('error', (cause) => {
      clearTimeout(limit);
      reject(notStarted(request, cause));
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      if (output.overflowed()) {
        reject(tooMuchOutput(request));
        return;
      }
      resolve({
        code,
        stdout: output.bytes(),
        stderr: maskSecrets(errors.bytes().toString('utf8'), request.secrets ?? []),
        timedOut,
      });
    });
  });
}

/** Like `runGit`, for commands that have no expected way to fail. */
export async function mustGit(context: GitContext, request: GitRequest): Promise<Buffer> {
  const result = await runGit(context, request);
  if (result.code !== 0) {
    throw gitFailure({ operation: request.operation, ...result });
  }
  return result.stdout;
}

function collector(request: GitRequest) {
  const chunks: Buffer[] = [];
  const limit = request.maxBytes ?? DEFAULT_MAX_BYTES;
  let size = 0;
  return {
    take(chunk: Buffer): boolean {
      if (request.onStdout) {
        request.onStdout(chunk);
        return true;
      }
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
      }
      return size <= limit;
    },
    overflowed: () => size > limit,
    bytes: () => Buffer.concat(chunks),
  };
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already: that is what was wanted.
  }
}

function notStarted(request: GitRequest, cause: Error): PitbossError {
  return new PitbossError(
    {
      code: 'git_not_started',
      what: `Git could not be started for ${request.operation}.`,
      why: `The system said: ${cause.message}${request.cwd === undefined ? '' : ` (in ${request.cwd})`}.`,
      fix: 'Install git 2.30 or newer, make sure that it is on PATH and that the directory exists.',
    },
    { cause },
  );
}

function tooMuchOutput(request: GitRequest): PitbossError {
  return new PitbossError({
    code: 'git_output_too_large',
    what: `Git printed too much while ${request.operation}.`,
    why: `The limit is ${request.maxBytes ?? DEFAULT_MAX_BYTES} bytes.`,
    fix: 'Make the repository or the change smaller.',
  });
}
