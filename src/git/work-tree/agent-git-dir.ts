import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyIfPresent } from '../layout.js';
import { indexFile } from './work-tree.js';

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n';

/**
 * Gives a working directory a repository that an agent may read, change or destroy: it borrows our objects, knows one branch and
 * no remote, and nothing of it is ever read again. Whatever stood at `.git` goes first; links are removed, not followed.
 */
export async function giveAgentGitDir(
  gitDir: string,
  to: { readonly commit: string; readonly dir: string; readonly branch: string },
): Promise<void> {
  const own = join(to.dir, '.git');
  await rm(own, { recursive: true, force: true });
  const branchFile = join(own, 'refs/heads', to.branch);
  for (const directory of [join(own, 'objects/info'), join(own, 'objects/pack'), dirname(branchFile)]) {
    await mkdir(directory, { recursive: true });
  }
  await Promise.all([
    writeFile(join(own, 'HEAD'), `ref: refs/heads/${to.branch}\n`),
    writeFile(join(own, 'config'), CONFIG),
    writeFile(join(own, 'objects/info/alternates'), `${join(gitDir, 'objects')}\n`),
    writeFile(branchFile, `${to.commit}\n`),
    copyIfPresent(join(gitDir, 'shallow'), join(own, 'shallow')),
    copyIfPresent(indexFile(gitDir, to.dir), join(own, 'index')),
  ]);
}
