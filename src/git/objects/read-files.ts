import type { TreeEntry } from '../repository.js';
import type { ObjectStore } from './object-store.js';
import { MODE_EXECUTABLE, MODE_FILE, MODE_TREE, pathSegments, readablePath, type TreeItem } from './tree.js';

/** Content of a regular file; null for what is absent, and for links, directories and gitlinks. */
export async function readFile(store: ObjectStore, commit: string, path: string): Promise<Buffer | null> {
  const item = await find(store, await store.treeOf(commit), path);
  return item !== null && (item.mode === MODE_FILE || item.mode === MODE_EXECUTABLE) ? store.blob(item.sha) : null;
}

/** Everything below `prefix` that is not a directory, in git's order. */
export async function listFiles(store: ObjectStore, commit: string, prefix: string): Promise<readonly TreeEntry[]> {
  const root = await store.treeOf(commit);
  const clean = prefix.replace(/\/+$/, '');
  if (clean === '') {
    return below(store, root, '');
  }
  const item = await find(store, root, clean);
  const raw = pathSegments(clean).join('/');
  if (item === null) {
    return [];
  }
  return item.mode === MODE_TREE
    ? below(store, item.sha, `${raw}/`)
    : [{ mode: item.mode, sha: item.sha, path: clean }];
}

async function find(store: ObjectStore, root: string, path: string): Promise<TreeItem | null> {
  let found: TreeItem | null = { mode: MODE_TREE, name: '', sha: root };
  for (const segment of pathSegments(path)) {
    if (found?.mode !== MODE_TREE) {
      return null;
    }
    const items: readonly TreeItem[] = await store.tree(found.sha);
    found = items.find((item) => item.name === segment) ?? null;
  }
  return found;
}

async function below(store: ObjectStore, tree: string, rawPrefix: string): Promise<readonly TreeEntry[]> {
  const items = await store.tree(tree);
  const nested = await Promise.all(
    items.map((item) => {
      const raw = `${rawPrefix}${item.name}`;
      return item.mode === MODE_TREE
        ? below(store, item.sha, `${raw}/`)
        : [{ mode: item.mode, sha: item.sha, path: readablePath(raw) }];
    }),
  );
  return nested.flat();
}
