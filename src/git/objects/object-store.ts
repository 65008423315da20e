import { PitbossError } from '../../base/pitboss-error.js';
import { type ParsedCommit, parseCommit } from './commit-object.js';
import { EMPTY_TREE, type ObjectType } from './object-id.js';
import type { ObjectReader } from './object-reader.js';
import { writeObject } from './object-writer.js';
import { parseTree, type TreeItem } from './tree.js';

const MAX_CACHED = 4096;

/** Objects by name: reads through one open process, writes without any; trees and commits, which never change, are remembered. */
export class ObjectStore {
  readonly #reader: ObjectReader;
  readonly #gitDir: string;
  readonly #trees = new Map<string, readonly TreeItem[]>();
  readonly #commits = new Map<string, ParsedCommit>();

  constructor(reader: ObjectReader, gitDir: string) {
    this.#reader = reader;
    this.#gitDir = gitDir;
  }

  async has(sha: string): Promise<boolean> {
    return (await this.#reader.read(sha)) !== null;
  }

  async commit(sha: string): Promise<ParsedCommit> {
    const known = this.#commits.get(sha);
    if (known) {
      return known;
    }
    const commit = parseCommit(await this.#expect(sha, 'commit'));
    remember(this.#commits, sha, commit);
    return commit;
  }

  async tree(sha: string): Promise<readonly TreeItem[]> {
    const known = sha === EMPTY_TREE ? [] : this.#trees.get(sha);
    if (known) {
      return known;
    }
    const items = parseTree(await this.#expect(sha, 'tree'));
    remember(this.#trees, sha, items);
    return items;
  }

  blob(sha: string): Promise<Buffer> {
    return this.#expect(sha, 'blob');
  }

  /** The tree of a commit, or the tree itself. */
  async treeOf(commitOrTree: string): Promise<string> {
    const known = this.#commits.get(commitOrTree);
    if (known) {
      return known.tree;
    }
    if (commitOrTree === EMPTY_TREE || this.#trees.has(commitOrTree)) {
      return commitOrTree;
    }
    const object = await this.#reader.read(commitOrTree);
    if (object?.type === 'tree') {
      return commitOrTree;
    }
    return (await this.commit(commitOrTree)).tree;
  }

  /** Remembers trees and commits as it writes them, so that what builds on them need not read them back. */
  async write(type: ObjectType, body: Buffer): Promise<string> {
    const sha = await writeObject(this.#gitDir, type, body);
    if (type === 'tree') {
      remember(this.#trees, sha, parseTree(body));
    } else if (type === 'commit') {
      remember(this.#commits, sha, parseCommit(body));
    }
    return sha;
  }

  async #expect(sha: string, type: ObjectType): Promise<Buffer> {
    const object = await this.#reader.read(sha);
    if (object === null || object.type !== type) {
      throw missing(sha, type, object?.type);
    }
    return object.body;
  }
}

function remember<T>(cache: Map<string, T>, sha: string, value: T): void {
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED && oldest !== undefined) {
    cache.delete(oldest);
  }
  cache.set(sha, value);
}

function missing(sha: string, type: ObjectType, found: ObjectType | undefined): PitbossError {
  return new PitbossError({
    code: 'git_object_missing',
    what: `Git object ${sha} is not the ${type} that was expected.`,
    why: found === undefined ? 'It is not in our copy of the repository.' : `It is a ${found}.`,
    fix: 'Fetch the branch that holds it; if it was deleted or rewritten on the remote, restore it there.',
  });
}
