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

/**
 * Two real pipes. Node gives its children sockets, and a socket cannot be opened through `/dev/stderr`: a test script that
 * writes there would fail under us and nowhere else. Null where named pipes cannot be made; sockets must do then.
 */
export async function openOutputPipes(): Promise<OutputPipes | null> {
  const writeFds: number[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-pipes-')).catch(() => null);
  if (folder === null) {
    return null;
  }
  try {
    const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const;
    // Others may write: the program may be another user, who opens its own output again by name.
    await promisify(execFile)('mkfifo', ['-m', '622', ...paths], { env: { PATH: '/usr/bin:/bin' } });
    const stdout = openPipe(paths[0], writeFds);
    const stderr = openPipe(paths[1], writeFds);
    return { stdout, stderr, release: () => closeAll(writeFds) };
  } catch {
    closeAll(writeFds);
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The read end first and without waiting: a write end opens only while somebody reads. Plain descriptors, because the socket
 * owns the read end from here on and closes it.
 */
function openPipe(path: string, writeFds: number[]): OutputPipe {
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const readable = new Socket({ fd: readFd, readable: true, writable: false });
  try {
    const writeFd = openSync(path, 'a');
    writeFds.push(writeFd);
    return { writeFd, readable };
  } catch (error) {
    readable.destroy();
    throw error;
  }
}

function closeAll(fds: number[]): void {
  for (const fd of fds.splice(0)) {
    closeSync(fd);
  }
}
