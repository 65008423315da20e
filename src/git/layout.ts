import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Attributes in a repository's own file beat those of any tree: file contents pass through unchanged in both directions, and no
 * tree can hide its changes from a diff.
 */
const ATTRIBUTES = '* -text -crlf -eol -filter -ident -working-tree-encoding !merge !diff !conflict-marker-size\n';

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n';

/**
 * Makes `gitDir` a bare repository, or puts one right after a crash: files are written whole, locks of a process that is gone are
 * removed (a git directory belongs to one process at a time). Costs no git process.
 */
export async function layOut(gitDir: string, alternates: string | undefined): Promise<void> {
  for (const directory of ['objects/info', 'objects/pack', 'refs/heads', 'info']) {
    await mkdir(join(gitDir, directory), { recursive: true });
  }
  await removeLocks(gitDir);
  await writeWhole(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeWhole(join(gitDir, 'config'), CONFIG);
  await writeWhole(join(gitDir, 'info/attributes'), ATTRIBUTES);
  await writeWhole(join(gitDir, 'info/exclude'), '');
  if (alternates !== undefined) {
    await writeWhole(join(gitDir, 'objects/info/alternates'), `${alternates}\n`);
    // A shallow clone's boundary must be known where its objects are used; a full one has no such file.
    await copyIfPresent(join(dirname(alternates), 'shallow'), join(gitDir, 'shallow'));
  }
}

/** Copies a file if it exists; says whether it did. */
export async function copyIfPresent(from: string, to: string): Promise<boolean> {
  return copyFile(from, to).then(
    () => true,
    () => false,
  );
}

/** Writes beside the place and renames, so that nobody ever sees half a file. */
export async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

async function removeLocks(gitDir: string): Promise<void> {
  const names = await readdir(gitDir);
  await Promise.all(
    names.filter((name) => name.endsWith('.lock')).map((name) => rm(join(gitDir, name), { force: true })),
  );
}
