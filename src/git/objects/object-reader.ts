import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Socket } from 'node:net';
import { PitbossError } from '../../base/pitboss-error.js';
import { assertSha, type ObjectType } from './object-id.js';

export interface GitObject {
  readonly type: ObjectType;
  readonly body: Buffer;
}

interface Waiting {
  readonly sha: string;
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (error: unknown) => void;
}

const HEADER = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/;

/**
 * Reads objects through one `git cat-file --batch` that stays open, so that a read costs no process.
 * Only full object names are asked for: a path with a line feed in it could not be told from two questions.
 */
export class ObjectReader {
  readonly #start: () => ChildProcessWithoutNullStreams;
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(start: () => ChildProcessWithoutNullStreams) {
    this.#start = start;
  }

  /** The object, or null when it is not here. Requests made together are answered in one go. */
  async read(sha: string): Promise<GitObject | null> {
    assertSha(sha);
    return new Promise((resolve, reject) => {
      const child = this.#child ?? this.#open();
      this.#waiting.push({ sha, resolve, reject });
      if (this.#waiting.length === 1) {
        holdOpen(child, true);
      }
      child.stdin.write(`${sha}\n`);
    });
  }

  /** Ends the process; a later read starts a new one. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === null) {
      return;
    }
    holdOpen(child, true);
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin.end();
    await closed;
  }

  #open(): ChildProcessWithoutNullStreams {
    const child = this.#start();
    this.#child = child;
    this.#chunks = [];
    this.#size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      while (this.#answerNext()) {
        // Several answers may stand in one chunk.
      }
      if (this.#waiting.length === 0) {
        holdOpen(child, false);
      }
    });
    child.stderr.resume();
    child.stdin.on('error', () => {});
    child.on('error', (cause) => this.#ended(child, cause));
    child.on('close', () => this.#ended(child, null));
    holdOpen(child, false);
    return child;
  }

  #answerNext(): boolean {
    const next = this.#waiting[0];
    if (next === undefined || this.#size === 0) {
      return false;
    }
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    const head = first.includes(10) ? first : this.#joined();
    const end = head.indexOf(10);
    if (end < 0) {
      return false;
    }
    const header = HEADER.exec(head.toString('latin1', 0, end));
    if (header === null) {
      this.#answer(end + 1, null);
      return true;
    }
    const size = Number(header[3]);
    if (this.#size < end + 1 + size + 1) {
      return false;
    }
    const body = Buffer.from(this.#joined().subarray(end + 1, end + 1 + size));
    this.#answer(end + 1 + size + 1, { type: typeOf(header[2]), body });
    return true;
  }

  #answer(consumed: number, object: GitObject | null): void {
    const rest = this.#joined().subarray(consumed);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    this.#waiting.shift()?.resolve(object);
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (only !== undefined && this.#chunks.length === 1) {
      return only;
    }
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #ended(child: ChildProcessWithoutNullStreams, cause: Error | null): void {
    if (this.#child !== child) {
      return;
    }
    this.#child = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      one.reject(readerEnded(one.sha, cause));
    }
  }
}

/** While nothing is asked, the open process must not keep ours alive. */
function holdOpen(child: ChildProcessWithoutNullStreams, hold: boolean): void {
  for (const end of [child, child.stdin, child.stdout, child.stderr]) {
    if (end === child || end instanceof Socket) {
      hold ? end.ref() : end.unref();
    }
  }
}

function typeOf(word: string | undefined): ObjectType {
  return word === 'tree' || word === 'commit' || word === 'tag' ? word : 'blob';
}

function readerEnded(sha: string, cause: Error | null): PitbossError {
  return new PitbossError(
    {
      code: 'git_failed',
      what: `Git ended while object ${sha} was being read.`,
      why:
        cause === null ? 'The process was killed or its repository is damaged.' : `The system said: ${cause.message}.`,
      fix: 'Run the command again; if it happens again, delete the working repository of Pitboss and start anew.',
    },
    { cause },
  );
}
