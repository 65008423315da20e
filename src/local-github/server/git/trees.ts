import type { GitRepository } from './git-repository.js';

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export function parseTree(content: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const zero = content.indexOf(0, space);
    entries.push({
      mode: content.subarray(at, space).toString('latin1').padStart(6, '0'),
      name: content.subarray(space + 1, zero).toString('utf8'),
      sha: content.subarray(zero + 1, zero + 21).toString('hex'),
    });
    at = zero + 21;
  }
  return entries;
}

/** Git orders names as bytes, directories as if they ended in a slash. */
function printTree(entries: readonly TreeEntry[]): Buffer {
  const key = (entry: TreeEntry): Buffer => Buffer.from(entry.mode === '040000' ? `${entry.name}/` : entry.name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
}

export function entryType(mode: string): 'tree' | 'commit' | 'blob' {
  return mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
}

export interface TreeChange {
  readonly path: string;
  /** Null removes the path. */
  readonly entry: { readonly mode: string; readonly sha: string } | null;
}

/** Writes the tree that results from changing `base` (null: the empty tree); empty directories disappear. */
export async function changeTree(
  git: GitRepository,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  return (await changed(git, base, changes)) ?? (await git.write('tree', Buffer.alloc(0)));
}

async function changed(
  git: GitRepository,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string | null> {
  const entries = new Map((base === null ? [] : await git.tree(base)).map((entry) => [entry.name, entry]));
  const below = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    const name = slash === -1 ? change.path : change.path.slice(0, slash);
    if (slash !== -1) {
      below.set(name, [...(below.get(name) ?? []), { path: change.path.slice(slash + 1), entry: change.entry }]);
    } else if (change.entry === null) {
      entries.delete(name);
    } else {
      entries.set(name, { name, ...change.entry });
    }
  }
  for (const [name, inner] of below) {
    const old = entries.get(name);
    const sha = await changed(git, old?.mode === '040000' ? old.sha : null, inner);
    if (sha === null) {
      entries.delete(name);
    } else {
      entries.set(name, { name, mode: '040000', sha });
    }
  }
  return entries.size === 0 ? null : git.write('tree', printTree([...entries.values()]));
}
