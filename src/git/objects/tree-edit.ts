import { PitbossError } from '../../base/pitboss-error.js';
import type { ObjectStore } from './object-store.js';
import { formatTree, MODE_FILE, MODE_TREE, pathSegments, type TreeItem } from './tree.js';

type Content = string | Buffer | null;
interface Edit {
  readonly segments: readonly string[];
  readonly content: Content;
}

/** The tree that results from writing (mode 100644) or, with null, removing files; directories that become empty go away. */
export async function editTree(store: ObjectStore, tree: string, files: ReadonlyMap<string, Content>): Promise<string> {
  const edits = [...files].map(([path, content]) => ({ segments: checkedSegments(path), content }));
  return (await editLevel(store, tree, edits)) ?? writeTree(store, []);
}

/** The tree with its top-level entry `name` taken from `source` (absent there: removed). */
export async function graftEntry(
  store: ObjectStore,
  trees: { readonly tree: string; readonly source: string },
  name: string,
): Promise<string> {
  const [items, sourceItems] = await Promise.all([store.tree(trees.tree), store.tree(trees.source)]);
  const [mine, wanted] = [items, sourceItems].map((list) => list.find((item) => item.name === name));
  if (mine?.sha === wanted?.sha && mine?.mode === wanted?.mode) {
    return trees.tree;
  }
  const kept = items.filter((item) => item.name !== name);
  return writeTree(store, wanted === undefined ? kept : [...kept, wanted]);
}

async function editLevel(store: ObjectStore, tree: string | null, edits: readonly Edit[]): Promise<string | null> {
  const before = tree === null ? [] : await store.tree(tree);
  const items = new Map(before.map((item) => [item.name, item]));
  for (const [name, group] of groupByFirst(edits)) {
    const item = await editEntry(store, { name, existing: items.get(name), edits: group });
    if (item === null) {
      items.delete(name);
    } else {
      items.set(name, item);
    }
  }
  return items.size === 0 ? null : writeTree(store, [...items.values()]);
}

async function editEntry(
  store: ObjectStore,
  entry: { readonly name: string; readonly existing: TreeItem | undefined; readonly edits: readonly Edit[] },
): Promise<TreeItem | null> {
  const { name, existing, edits } = entry;
  const whole = edits.find((edit) => edit.segments.length === 1);
  const below = edits
    .filter((edit) => edit.segments.length > 1)
    .map((edit) => ({ segments: edit.segments.slice(1), content: edit.content }));
  if (whole !== undefined && whole.content !== null) {
    const sha = await store.write('blob', bytesOf(whole.content));
    return { mode: MODE_FILE, name, sha };
  }
  if (below.length === 0) {
    return null;
  }
  if (below.every((edit) => edit.content === null) && existing?.mode !== MODE_TREE) {
    return whole === undefined ? (existing ?? null) : null;
  }
  const base = existing?.mode === MODE_TREE && whole === undefined ? existing.sha : null;
  const sha = await editLevel(store, base, below);
  return sha === null ? null : { mode: MODE_TREE, name, sha };
}

function groupByFirst(edits: readonly Edit[]): ReadonlyMap<string, readonly Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const [first = ''] = edit.segments;
    groups.set(first, [...(groups.get(first) ?? []), edit]);
  }
  return groups;
}

function writeTree(store: ObjectStore, items: readonly TreeItem[]): Promise<string> {
  return store.write('tree', formatTree(items));
}

function bytesOf(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}

function checkedSegments(path: string): readonly string[] {
  const segments = pathSegments(path);
  if (path.includes('\0') || segments.some((segment) => segment === '' || /^(\.|\.\.|\.git)$/i.test(segment))) {
    throw new PitbossError({
      code: 'git_bad_path',
      what: 'A file cannot be committed under this path.',
      why: `${JSON.stringify(path)} has an empty segment, a NUL, or a name that git keeps for itself.`,
      fix: 'Report this: it is a mistake of Pitboss.',
    });
  }
  return segments;
}
