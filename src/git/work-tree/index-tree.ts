import type { ObjectStore } from '../objects/object-store.js';
import { formatTree, MODE_TREE, type TreeItem } from '../objects/tree.js';
import { type CachedTree, type IndexEntry, readIndex } from './read-index.js';

/**
 * Writes the tree that an index describes, as `git write-tree` does, without a process. Directories that git has noted as unchanged in
 * the index keep the tree noted for them. Null for an index of a kind that we do not read: git has to do it then.
 */
export async function treeOfIndex(index: Buffer, store: Pick<ObjectStore, 'write'>): Promise<string | null> {
  const read = readIndex(index);
  return read === null ? null : writeLevel(store, { entries: read.entries, prefix: '', cached: read.cached });
}

interface Level {
  /** All entries below the prefix, in the index's order, which is that of their whole paths. */
  readonly entries: readonly IndexEntry[];
  readonly prefix: string;
  readonly cached: CachedTree | null;
}

async function writeLevel(store: Pick<ObjectStore, 'write'>, { entries, prefix, cached }: Level): Promise<string> {
  if (cached !== null && cached.sha !== null && cached.count === entries.length) {
    return cached.sha;
  }
  const items: TreeItem[] = [];
  for (let at = 0; at < entries.length; ) {
    const [name, below] = nextName(entries, at, prefix);
    const entry = entries[at];
    if (entry !== undefined && below === 0) {
      items.push({ mode: entry.mode, name, sha: entry.sha });
    } else {
      const level = { prefix: `${prefix}${name}/`, cached: cached?.below.get(name) ?? null };
      const sha = await writeLevel(store, { ...level, entries: entries.slice(at, at + below) });
      items.push({ mode: MODE_TREE, name, sha });
    }
    at += Math.max(1, below);
  }
  return store.write('tree', formatTree(items));
}

/** The name that stands next on this level, and how many entries lie below it: none for a file. */
function nextName(entries: readonly IndexEntry[], at: number, prefix: string): readonly [string, number] {
  const path = entries[at]?.path ?? '';
  const slash = path.indexOf('/', prefix.length);
  if (slash < 0) {
    return [path.slice(prefix.length), 0];
  }
  const folder = path.slice(0, slash + 1);
  let end = at + 1;
  while (entries[end]?.path.startsWith(folder) === true) {
    end += 1;
  }
  return [path.slice(prefix.length, slash), end - at];
}
