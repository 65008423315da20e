import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../base/digest.js';

/** Where the index of a working directory stands: on our side, out of reach of whatever runs in the directory. */
export function indexFile(gitDir: string, dir: string): string {
  return join(gitDir, `pitboss-index-${sha256(dir).slice(0, 16)}`);
}

/** What makes git work on `dir` without ever looking at `dir/.git`. */
export function workTreeEnvironment(gitDir: string, dir: string): Readonly<Record<string, string>> {
  return { GIT_WORK_TREE: dir, GIT_INDEX_FILE: indexFile(gitDir, dir) };
}

/** A git that was killed leaves its lock behind; only one process of ours works on a directory, so it is nobody's now. */
export async function removeIndexLock(gitDir: string, dir: string): Promise<void> {
  await rm(`${indexFile(gitDir, dir)}.lock`, { force: true });
}
