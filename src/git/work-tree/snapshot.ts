import { access, readFile } from 'node:fs/promises';
import { PitbossError } from '../../base/pitboss-error.js';
import { assertSha, ZERO_SHA } from '../objects/object-id.js';
import type { ObjectStore } from '../objects/object-store.js';
import { MODE_ABSENT, MODE_GITLINK } from '../objects/tree.js';
import { diffTrees } from '../objects/tree-diff.js';
import { graftEntry } from '../objects/tree-edit.js';
import { type GitContext, mustGit, runGit } from '../program/run-git.js';
import type { Change, Snapshot } from '../repository.js';
import { treeOfIndex } from './index-tree.js';
import { indexFile, removeIndexLock, workTreeEnvironment } from './work-tree.js';

/** Documents of a run stand here while it works; a commit never shows them. */
export const OWN_DIRECTORY = '.pitboss';
const ALL_BUT_OWN = ['--', '.', `:(exclude,top)${OWN_DIRECTORY}`] as const;

/**
 * Reads what a directory holds now as a tree, with `.pitboss/` as it is in `base`, and how it differs from `base`.
 * A repository inside the directory shows as a gitlink. One process; a second where the directory was not checked out by us.
 */
export async function snapshot(
  context: GitContext,
  store: ObjectStore,
  request: { readonly base: string; readonly dir: string },
): Promise<TakenSnapshot> {
  const { base, dir } = request;
  assertSha(base);
  const run = { cwd: dir, env: workTreeEnvironment(context.gitDir, dir) };
  await removeIndexLock(context.gitDir, dir);
  if (!(await exists(indexFile(context.gitDir, dir)))) {
    // Without it, files that are tracked although an ignore rule names them would seem deleted.
    await mustGit(context, { ...run, operation: 'preparing the index', args: ['read-tree', base] });
  }
  const unborn = await addAll(context, run);
  const indexed = await writtenTree(context, store, run);
  const baseTree = await store.treeOf(base);
  const tree = await graftEntry(store, { tree: indexed, source: baseTree }, OWN_DIRECTORY);
  return { snapshot: { tree, changes: [...(await diffTrees(store, baseTree, tree)), ...unborn] }, indexed };
}

/** A snapshot, and the tree that the index holds: it differs in `.pitboss/` where another commit's was checked out. */
export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  readonly indexed: string;
}

interface Run {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The tree of the index. Git itself writes it only where the index is none that we read. */
async function writtenTree(context: GitContext, store: ObjectStore, run: Run): Promise<string> {
  const index = await readFile(indexFile(context.gitDir, run.cwd)).catch(() => null);
  const tree = index === null ? null : await treeOfIndex(index, store);
  if (tree !== null) {
    return tree;
  }
  const written = await mustGit(context, { ...run, operation: 'writing the tree', args: ['write-tree'] });
  return written.toString('latin1').trim();
}

/** Stages everything; returns the repositories without a commit, which git itself cannot stage. */
async function addAll(context: GitContext, run: Run): Promise<readonly Change[]> {
  const operation = 'reading the working directory';
  const added = await runGit(context, { ...run, operation, args: ['add', '-A', '--ignore-errors', ...ALL_BUT_OWN] });
  if (added.code === 0) {
    return [];
  }
  const args = ['ls-files', '-z', '--others', '--modified', '--exclude-standard', ...ALL_BUT_OWN];
  const listed = await mustGit(context, { ...run, operation, args });
  const left = [...new Set(listed.toString('utf8').split('\0'))].filter((path) => path !== '');
  const unreadable = left.filter((path) => !path.endsWith('/'));
  if (unreadable.length > 0 || left.length === 0) {
    throw unreadableTree(unreadable, added.stderr);
  }
  return left.map((path) => ({
    status: 'A',
    path: path.slice(0, -1),
    oldMode: MODE_ABSENT,
    newMode: MODE_GITLINK,
    newSha: ZERO_SHA,
  }));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function unreadableTree(paths: readonly string[], stderr: string): PitbossError {
  const shown = paths.slice(0, 5).map((path) => JSON.stringify(path));
  return new PitbossError({
    code: 'tree_unreadable',
    what: 'Git cannot take in what the working directory holds.',
    why: `${shown.length === 0 ? 'It stopped' : `It stopped at ${shown.join(', ')}`}: ${stderr.trim().slice(0, 2000)}`,
    fix: 'Remove special files, unreadable files and names that git forbids, or make the agent do so, and resume.',
  });
}
