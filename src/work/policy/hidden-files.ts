import { chmod, lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import type { RunProgram } from '../../process/program.js';
import { realFolder } from '../real-folder.js';

/** Most entries that a backend may have moved away. */
const MOST_HIDDEN = 50;

/**
 * Where files of a tree wait while an agent works that would obey them. What stands there is what is missing in the tree, so that
 * whoever finds it after a crash can put it back; it is on the tree's own file system, and so each move happens at once or not at all.
 */
function hiddenStore(scratchDir: string): string {
  return join(scratchDir, 'hidden');
}

/**
 * Runs programs on a tree without the named entries at its root, and puts them back, whatever came of it. What stands at such a place
 * afterwards is the program's own: it wins, and is what lands. Links are moved as links, folders as a whole; nothing is followed.
 */
export function withoutHidden(
  run: RunProgram,
  place: { readonly tree: string; readonly scratchDir: string; readonly names: readonly string[] },
): RunProgram {
  const { tree, scratchDir, names } = place;
  if (names.length === 0) {
    return run;
  }
  return async (request) => {
    try {
      await hide(tree, hiddenStore(scratchDir), names);
      return await run(request);
    } finally {
      await putBackHidden(tree, scratchDir);
    }
  };
}

async function hide(tree: string, store: string, names: readonly string[]): Promise<void> {
  await mkdir(dirname(store), { recursive: true, mode: 0o700 });
  await realFolder(dirname(store), basename(store));
  await chmod(store, 0o700);
  for (const name of names.filter(isEntryName).slice(0, MOST_HIDDEN)) {
    if (await stands(join(tree, name))) {
      await move(join(tree, name), join(store, name));
    }
  }
}

/** Puts back what is still hidden. With nothing hidden it does nothing, so it may be called at any time when no agent works. */
export async function putBackHidden(tree: string, scratchDir: string): Promise<void> {
  const store = hiddenStore(scratchDir);
  // A link is none of ours: what it leads to must not end up in the tree.
  const names = (await lstat(store).catch(() => null))?.isDirectory() ? await readdir(store) : null;
  if (names === null) {
    return;
  }
  await realFolder(tree, '');
  for (const name of names) {
    if (await stands(join(tree, name))) {
      await rm(join(store, name), { recursive: true });
    } else {
      await move(join(store, name), join(tree, name));
    }
  }
  await rmdir(store);
}

/** Forgets what was hidden from a tree that is about to be replaced. */
export async function dropHidden(scratchDir: string): Promise<void> {
  await rm(hiddenStore(scratchDir), { recursive: true, force: true });
}

function isEntryName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name !== '.git' && !name.includes('/');
}

async function stands(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw new PitbossError(
      {
        code: 'hidden_file_stuck',
        what: 'A file of the repository could not be kept from the agent.',
        why: `${from} could not be moved to ${to}: ${error instanceof Error ? error.message : String(error)}.`,
        fix: 'Look at the rights and the free space of that folder, then rebuy.',
      },
      { cause: error },
    );
  }
}
