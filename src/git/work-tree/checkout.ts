import { mkdir, readdir } from 'node:fs/promises';
import { assertSha } from '../objects/object-id.js';
import { type GitContext, mustGit } from '../program/run-git.js';
import { assertRefName } from '../remote/ref-name.js';
import { giveAgentGitDir } from './agent-git-dir.js';
import { removeIndexLock, workTreeEnvironment } from './work-tree.js';

export interface CheckoutRequest {
  readonly commit: string;
  readonly dir: string;
  /** Short branch name that the agent sees as HEAD. */
  readonly branch: string;
}

/**
 * Makes `dir` hold exactly the files of a commit; files that the commit's own ignore rules name stay (dependencies, build output).
 * Two processes, or one into an empty directory.
 */
export async function checkout(context: GitContext, request: CheckoutRequest): Promise<void> {
  const { commit, dir } = request;
  assertSha(commit);
  assertRefName(`refs/heads/${request.branch}`);
  await mkdir(dir, { recursive: true });
  await removeIndexLock(context.gitDir, dir);
  const env = workTreeEnvironment(context.gitDir, dir);
  const names = (await readdir(dir)).filter((name) => name !== '.git');
  await mustGit(context, {
    operation: `checking out ${commit}`,
    args: ['read-tree', '--reset', '-u', commit],
    cwd: dir,
    env,
  });
  if (names.length > 0) {
    // After the files stand, so that the commit's ignore rules decide and not those of whoever worked here.
    await mustGit(context, { operation: 'cleaning the working directory', args: ['clean', '-ffdq'], cwd: dir, env });
  }
  await giveAgentGitDir(context.gitDir, request);
}
