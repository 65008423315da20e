import { formatCommit } from './objects/commit-object.js';
import { assertSha } from './objects/object-id.js';
import type { ObjectStore } from './objects/object-store.js';
import { gitFailure } from './program/git-failure.js';
import { type GitContext, runGit } from './program/run-git.js';
import type { MergedTree } from './repository.js';

/** Commits or trees. */
export interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

const NOBODY = { name: 'pitboss', email: 'pitboss@localhost' };
/** The commits below are never pushed; with a fixed date they are the same each time. */
const AT = '2000-01-01T00:00:00Z';

/** How git ends where it does not know `merge-tree --write-tree` yet (before 2.38). */
const USAGE = 129;

/**
 * Merges what changed from `base` to `theirs` into `ours`, with renames found, as `git merge` does. The three are dressed as
 * commits of our own, so that no history is needed: our copy of the repository has none. One process.
 */
export async function mergeTrees(context: GitContext, store: ObjectStore, request: MergeRequest): Promise<MergedTree> {
  const commit = async (of: string, parents: readonly string[], message: string): Promise<string> => {
    assertSha(of);
    const tree = await store.treeOf(of);
    return store.write('commit', formatCommit({ tree, parents, message, author: NOBODY, committer: NOBODY, at: AT }));
  };
  const base = await commit(request.base, [], 'base\n');
  const [ours, theirs] = [
    await commit(request.ours, [base], 'ours\n'),
    await commit(request.theirs, [base], 'theirs\n'),
  ];
  const operation = 'merging two trees';
  const args = ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', ours, theirs];
  const result = await runGit(context, { operation, args });
  if (result.code === USAGE) {
    return { kind: 'unsupported' };
  }
  const [tree = '', ...paths] = result.stdout.toString('utf8').split('\0');
  if (result.code === 0) {
    return { kind: 'clean', tree };
  }
  if (result.code !== 1) {
    throw gitFailure({ operation, ...result });
  }
  return { kind: 'conflict', paths: [...new Set(paths.filter((path) => path !== ''))] };
}
