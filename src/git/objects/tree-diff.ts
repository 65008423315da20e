import type { Change } from '../repository.js';
import { ZERO_SHA } from './object-id.js';
import type { ObjectStore } from './object-store.js';
import { MODE_ABSENT, MODE_TREE, readablePath, type TreeItem } from './tree.js';

/** Changed files between two trees, as `git diff-tree -r --raw --no-renames` lists them; equal subtrees are not opened. */
export async function diffTrees(store: ObjectStore, from: string, to: string): Promise<readonly Change[]> {
  const changes: Change[] = [];
  await compareTrees(store, { from, to, prefix: '' }, changes);
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

interface Pair {
  readonly from: string | null;
  readonly to: string | null;
  readonly prefix: string;
}

async function compareTrees(store: ObjectStore, pair: Pair, changes: Change[]): Promise<void> {
  if (pair.from === pair.to) {
    return;
  }
  const [before, after] = await Promise.all([itemsOf(store, pair.from), itemsOf(store, pair.to)]);
  const names = new Set([...before.keys(), ...after.keys()]);
  const deeper: Promise<void>[] = [];
  for (const name of names) {
    const [a, b] = [before.get(name), after.get(name)];
    if (a?.sha === b?.sha && a?.mode === b?.mode) {
      continue;
    }
    const prefix = `${pair.prefix}${name}`;
    const [fromTree, toTree] = [subtree(a), subtree(b)];
    if (fromTree !== null || toTree !== null) {
      deeper.push(compareTrees(store, { from: fromTree, to: toTree, prefix: `${prefix}/` }, changes));
    }
    addFileChange(changes, prefix, { before: plain(a), after: plain(b) });
  }
  await Promise.all(deeper);
}

async function itemsOf(store: ObjectStore, tree: string | null): Promise<ReadonlyMap<string, TreeItem>> {
  const items = tree === null ? [] : await store.tree(tree);
  return new Map(items.map((item) => [item.name, item]));
}

function subtree(item: TreeItem | undefined): string | null {
  return item?.mode === MODE_TREE ? item.sha : null;
}

function plain(item: TreeItem | undefined): TreeItem | undefined {
  return item?.mode === MODE_TREE ? undefined : item;
}

function addFileChange(
  changes: Change[],
  rawPath: string,
  sides: { readonly before: TreeItem | undefined; readonly after: TreeItem | undefined },
): void {
  const { before, after } = sides;
  if (before === undefined && after === undefined) {
    return;
  }
  changes.push({
    status: statusOf(before, after),
    path: readablePath(rawPath),
    oldMode: before?.mode ?? MODE_ABSENT,
    newMode: after?.mode ?? MODE_ABSENT,
    newSha: after?.sha ?? ZERO_SHA,
  });
}

function statusOf(before: TreeItem | undefined, after: TreeItem | undefined): Change['status'] {
  if (before === undefined) {
    return 'A';
  }
  if (after === undefined) {
    return 'D';
  }
  return before.mode.slice(0, 3) === after.mode.slice(0, 3) ? 'M' : 'T';
}
