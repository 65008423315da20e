import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { fail, ok, type Result } from '../base/result.js';
import { BUNDLED } from './bundle.js';
import { assertSha } from './objects/object-id.js';
import type { ObjectStore } from './objects/object-store.js';
import { type GitContext, runGit } from './program/run-git.js';

export interface UnbundleRequest {
  readonly file: string;
  /** The commit that it must build on; it is here. */
  readonly base: string;
  /** Longest file, in bytes. */
  readonly maxBytes: number;
  /** Most bytes that files may have together which the base has not. */
  readonly maxContent: number;
}

/** A header of ours has two lines and two names; nothing that is longer is one. */
const LONGEST_HEADER = 1024;
const HEADER = /^# v2 git bundle\n-([0-9a-f]{40})(?: [^\n]*)?\n([0-9a-f]{40}) ([^\n]+)\n\n/;

/**
 * Takes a commit out of a bundle that somebody else may have made: exactly one, on exactly this base, of sound objects and bounded
 * size. The error says what it was not. Nothing is kept under a name.
 */
export async function unbundle(
  context: GitContext,
  store: ObjectStore,
  request: UnbundleRequest,
): Promise<Result<string, string>> {
  const { file, base, maxBytes } = request;
  assertSha(base);
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (size === null || size > maxBytes) {
    return fail(size === null ? 'there is no bundle' : `the bundle has ${size} bytes, more than ${maxBytes}`);
  }
  const header = HEADER.exec(await beginning(file));
  const [all = '', on, commit = '', name] = header ?? [];
  if (on !== base || name !== BUNDLED) {
    return fail('the bundle does not hold one commit on the base of the order');
  }
  const args = ['index-pack', '--stdin', '--fix-thin', '--strict', `--max-input-size=${maxBytes}`];
  const stdin = createReadStream(file, { start: all.length });
  const taken = await runGit(context, { operation: 'taking a bundle in', args, stdin });
  if (taken.code !== 0) {
    return fail(`the bundle cannot be read: ${taken.stderr.trim().slice(0, 500)}`);
  }
  return checked(context, store, { ...request, commit });
}

async function beginning(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await handle.close();
  }
}

async function checked(
  context: GitContext,
  store: ObjectStore,
  { commit, base, maxContent }: UnbundleRequest & { readonly commit: string },
): Promise<Result<string, string>> {
  const { parents } = await store.commit(commit);
  if (parents.length !== 1 || parents[0] !== base) {
    return fail('the bundled commit does not stand on the base of the order alone');
  }
  const [before, after] = [await blobsOf(context, base), await blobsOf(context, commit)];
  if (after === null || before === null) {
    return fail('the tree of the bundled commit is not complete');
  }
  const added = [...after].filter(([sha]) => !before.has(sha)).reduce((sum, [, size]) => sum + size, 0);
  return added > maxContent
    ? fail(`the bundled files have ${added} bytes together, more than ${maxContent}`)
    : ok(commit);
}

/** Files of a commit by their object, with their sizes; null where one is missing. */
async function blobsOf(context: GitContext, commit: string): Promise<ReadonlyMap<string, number> | null> {
  const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', commit];
  const listed = await runGit(context, { operation: 'measuring a tree', args });
  if (listed.code !== 0) {
    return null;
  }
  const entries = listed.stdout
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry !== '');
  return new Map(
    entries.map((entry) => {
      const [, , sha = '', size = ''] = (entry.split('\t')[0] ?? '').split(/ +/);
      return [sha, /^\d+$/.test(size) ? Number(size) : 0] as const;
    }),
  );
}
