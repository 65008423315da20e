import type { CommitData } from './commits.js';
import { parseCommit, printCommit } from './commits.js';
import { ObjectReader } from './object-reader.js';
import { writeObject } from './object-writer.js';
import type { GitResult } from './run-git.js';
import { runGit } from './run-git.js';
import type { TreeEntry } from './trees.js';
import { parseTree } from './trees.js';

const ZERO = '0'.repeat(40);

export interface RefTip {
  readonly ref: string;
  readonly sha: string;
  readonly type: string;
}

/** A bare repository: the only truth about refs and objects. */
export class GitRepository {
  readonly dir: string;
  readonly #reader: ObjectReader;

  constructor(dir: string) {
    this.dir = dir;
    this.#reader = new ObjectReader(dir);
  }

  run(args: readonly string[], stdin?: string | Buffer): Promise<GitResult> {
    return runGit({ cwd: this.dir, args, ...(stdin === undefined ? {} : { stdin }) });
  }

  /** Standard output without its last line end, or null when git refused. */
  async text(...args: readonly string[]): Promise<string | null> {
    const result = await this.run(args);
    return result.code === 0 ? result.stdout.toString('utf8').replace(/\n$/, '') : null;
  }

  object(name: string): ReturnType<ObjectReader['read']> {
    return this.#reader.read(name);
  }

  write(type: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer): Promise<string> {
    return writeObject(this.dir, type, content);
  }

  /** Commit of a branch, a tag, a full ref, `heads/x` or a SHA; branches win, as in GitHub's API. */
  async resolve(ref: string): Promise<string | null> {
    if (!isRevision(ref)) {
      return null;
    }
    const names = ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`];
    if (/^[0-9a-f]{4,40}$/.test(ref)) {
      names.push(ref);
    }
    if (ref === 'HEAD') {
      names.push(ref);
    }
    for (const name of names) {
      const found = await this.#reader.read(`${name}^{commit}`);
      if (found !== null) {
        return found.sha;
      }
    }
    return null;
  }

  /** What a full ref points at, without peeling, or null. */
  async ref(fullName: string): Promise<{ readonly sha: string; readonly type: string } | null> {
    return isRevision(fullName) ? this.#reader.read(fullName) : null;
  }

  async refs(...patterns: readonly string[]): Promise<readonly RefTip[]> {
    const format = '--format=%(refname) %(objectname) %(objecttype)';
    const text = (await this.text('for-each-ref', format, ...patterns)) ?? '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [ref = '', sha = '', type = ''] = line.split(' ');
        return { ref, sha, type };
      });
  }

  /** Compare-and-swap of one ref; `from` null: must not exist, `to` null: delete. Null on success, else git's words. */
  async updateRef(ref: string, from: string | null, to: string | null): Promise<string | null> {
    const line = to === null ? `delete ${ref}\0${from ?? ''}\0` : `update ${ref}\0${to}\0${from ?? ZERO}\0`;
    const result = await this.run(['update-ref', '-z', '--stdin'], line);
    return result.code === 0 ? null : result.stderr.trim();
  }

  async commit(sha: string): Promise<CommitData | null> {
    const found = await this.#reader.read(`${sha}^{commit}`);
    return found === null ? null : parseCommit(found.sha, found.content);
  }

  writeCommit(commit: Omit<CommitData, 'sha'>): Promise<string> {
    return this.write('commit', printCommit(commit));
  }

  /** Entries of a tree, or of a commit's tree. */
  async tree(name: string): Promise<readonly TreeEntry[]> {
    const found = await this.#reader.read(`${name}^{tree}`);
    return found === null ? [] : parseTree(found.content);
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return older === newer || (await this.run(['merge-base', '--is-ancestor', older, newer])).code === 0;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** Plain names only: no revision operators that would make a ref mean something else. */
function isRevision(name: string): boolean {
  return name !== '' && !name.startsWith('-') && !/[\s~^:?*[\\]|\.\.|@\{/.test(name);
}
