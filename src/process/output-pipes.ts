import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** One direction of output: what the program writes to, and what we read. */
interface OutputPipe {
  readonly writeFd: number;
  readonly readable: Readable;
}

export interface OutputPipes {
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  /** Closes our copies of the write ends, so that the streams end with the program. */
  release(): void;
}

/** Both ends of a pipe as plain descriptors: nobody reads yet, and nothing keeps the process alive. */
interface Ends {
  readonly readFd: number;
  readonly writeFd: number;
}

type Pair = readonly [Ends, Ends];

/** Made while a program runs, for the next one: making pipes takes a process, and nobody should wait for that. */
let spare: Promise<Pair | null> | null = null;

/**
 * Two real pipes. Node gives its children sockets, and a socket cannot be opened through `/dev/stderr`: a test script that
 * writes there would fail under us and nowhere else. Null where named pipes cannot be made; sockets must do then.
 */
export async function openOutputPipes(): Promise<OutputPipes | null> {
  const taken = spare ?? makePair();
  spare = null;
  const pair = await taken;
  if (pair === null) {
    return null;
  }
  const [stdout, stderr] = pair;
  return {
    stdout: { writeFd: stdout.writeFd, readable: readerOf(stdout) },
    stderr: { writeFd: stderr.writeFd, readable: readerOf(stderr) },
    release() {
      closeSync(stdout.writeFd);
      closeSync(stderr.writeFd);
      spare ??= makePair();
    },
  };
}

/** The socket owns the read end from here on and closes it. */
function readerOf(ends: Ends): Readable {
  return new Socket({ fd: ends.readFd, readable: true, writable: false });
}

/** The names are gone when this resolves; the pipes live on in their descriptors, which no program inherits by itself. */
async function makePair(): Promise<Pair | null> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-pipes-')).catch(() => null);
  if (folder === null) {
    return null;
  }
  const opened: number[] = [];
  try {
    const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const;
    // Others may write: the program may be another user, who opens its own output again by name.
    await promisify(execFile)('mkfifo', ['-m', '622', ...paths], { env: { PATH: '/usr/bin:/bin' } });
    return [openEnds(paths[0], opened), openEnds(paths[1], opened)];
  } catch {
    opened.forEach(closeSync);
    return null;
  } finally {
    // Nobody awaits a spare pair until it is needed: a folder that cannot be removed must not end the process.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The read end first and without waiting: a write end opens only while somebody reads. */
function openEnds(path: string, opened: number[]): Ends {
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  opened.push(readFd);
  const writeFd = openSync(path, 'a');
  opened.push(writeFd);
  return { readFd, writeFd };
}
