import { chmod, lstat, mkdir, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the owner needs in a folder: to list it, to change it and to go through it. */
const OWNER = 0o700;

/**
 * Makes every part of a path below `dir` a real folder that we may change, replacing links and files that took its place.
 * Folders that somebody locked, `dir` among them, are opened again.
 */
export async function realFolder(dir: string, path: string): Promise<void> {
  await openFolder(dir);
  for (const current of parts(dir, path)) {
    const stat = await lstat(current).catch(() => null);
    if (stat?.isDirectory()) {
      await openFolder(current);
    } else {
      await rm(current, { force: true });
      await mkdir(current);
    }
  }
}

/** Removes whatever stands at a path below `dir`, also in and with locked folders. Links are removed, never followed. */
export async function removeBelow(dir: string, path: string): Promise<void> {
  await openFolder(dir);
  for (const current of parts(dir, path).slice(0, -1)) {
    if (!(await openFolder(current))) {
      // Nothing stands below what is no folder.
      return;
    }
  }
  await removeAt(join(dir, path));
}

function parts(dir: string, path: string): readonly string[] {
  const names = path.split('/').filter((piece) => piece !== '' && piece !== '.');
  return names.map((_, index) => join(dir, ...names.slice(0, index + 1)));
}

async function removeAt(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    // Only what was locked against us needs the walk.
    await openAll(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openAll(path: string): Promise<void> {
  if (await openFolder(path)) {
    for await (const child of await opendir(path)) {
      await openAll(join(path, child.name));
    }
  }
}

/** Gives the owner all rights to a real folder; false where there is none. */
async function openFolder(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => null);
  if (!stat?.isDirectory()) {
    return false;
  }
  if ((stat.mode & OWNER) !== OWNER) {
    await chmod(path, (stat.mode & 0o777) | OWNER);
  }
  return true;
}
