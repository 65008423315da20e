import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFERRED_PATH, PLAN_PATH } from '../../run/document-paths.js';
import type { ImportProblem } from './import-problem.js';
import { ORIGINAL_CONFIG } from './map-config.js';
import { ORIGINAL_STATE } from './original-state.js';

/** A file of the original that is larger than this was not written by it. */
const MOST_BYTES = 4 * 1024 * 1024;
/** So many prompts and rotations are listed. */
const MOST_LISTED = 100;
const FOLDERS = ['.pitboss/grind/prompts', '.pitboss/grind/rotations'];

/** What the original left in a repository; null for what is not there. Nothing of it is ever changed. */
export interface OriginalFiles {
  readonly config: string | null;
  readonly plan: string | null;
  readonly deferred: string | null;
  readonly state: string | null;
  /** Prompts and rotations for grind, by path. */
  readonly grind: readonly string[];
  readonly problems: readonly ImportProblem[];
}

export async function readOriginal(root: string): Promise<OriginalFiles> {
  const problems: ImportProblem[] = [];
  const read = async (path: string): Promise<string | null> => {
    const found = await stat(join(root, path)).catch(() => null);
    if (found === null) {
      return null;
    }
    if (!found.isFile() || found.size > MOST_BYTES) {
      const what = found.isFile() ? `is larger than ${MOST_BYTES / 1024 / 1024} MiB` : 'is not a file';
      problems.push({ file: path, line: null, what, fix: 'Move it away, or put the real file there.' });
      return null;
    }
    return readFile(join(root, path), 'utf8').catch((error: unknown) => {
      problems.push({
        file: path,
        line: null,
        what: `cannot be read: ${String(error)}`,
        fix: 'Give read access to it.',
      });
      return null;
    });
  };
  const [config, plan, deferred, state] = await Promise.all([
    read(ORIGINAL_CONFIG),
    read(PLAN_PATH),
    read(DEFERRED_PATH),
    read(ORIGINAL_STATE),
  ]);
  const names = await Promise.all(FOLDERS.map((folder) => namesIn(root, folder)));
  return { config, plan, deferred, state, grind: names.flat().slice(0, MOST_LISTED), problems };
}

async function namesIn(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  return names
    .filter((name) => /\.(?:md|toml)$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}
