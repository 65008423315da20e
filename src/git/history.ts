import type { ObjectStore } from './objects/object-store.js';
import type { CommitInfo, Descent } from './repository.js';

/** Commits of a branch that are brought here to find out how it came about. */
export const HISTORY_DEPTH = 250;

/** Commits that are looked at on either side; what lies beyond is not known. */
const WALK = 2000;

/**
 * Whether `tip` descends from `from`, and by which commits, newest first; only what is here is looked at. A commit that is
 * reachable from `from` too is none of them, so a branch that took in its base counts the merge and what it brought along.
 */
export async function descent(store: ObjectStore, tip: string, from: string): Promise<Descent> {
  const below = new Set((await reachable(store, from, new Set())).map(({ sha }) => sha));
  const above = await reachable(store, tip, below);
  const touches = above.some(({ parents }) => parents.includes(from));
  return tip === from || touches ? { kind: 'descends', commits: above } : { kind: 'unrelated' };
}

/** Commits from `start` downwards, breadth first, but for those in `known` and what is not here (a shallow copy ends somewhere). */
async function reachable(
  store: ObjectStore,
  start: string,
  known: ReadonlySet<string>,
): Promise<readonly CommitInfo[]> {
  const found: CommitInfo[] = [];
  const seen = new Set(known);
  const open = [start];
  for (let sha = open.shift(); sha !== undefined && found.length < WALK; sha = open.shift()) {
    if (seen.has(sha) || !(await store.has(sha))) {
      continue;
    }
    seen.add(sha);
    const commit = await store.commit(sha);
    found.push({ sha, ...commit });
    open.push(...commit.parents);
  }
  return found;
}
