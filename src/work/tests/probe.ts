import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A build file larger than this is none that a person wrote. */
const MAX_BYTES = 1024 * 1024;

/** Looks at the top of a working tree that an agent may have written: never blocks on a pipe, never reads without bound. */
export interface Probe {
  isFile(name: string): Promise<boolean>;
  isFolder(name: string): Promise<boolean>;
  /** The first of `names` that is a file. */
  firstFile(names: readonly string[]): Promise<string | null>;
  /** Text of a file; null when it is missing, special or too large. */
  read(name: string): Promise<string | null>;
  /** Names directly in the folder, sorted. */
  names(): Promise<readonly string[]>;
}

export function probe(dir: string): Probe {
  const look = (name: string) => stat(join(dir, name)).catch(() => null);
  const isFile = async (name: string) => (await look(name))?.isFile() ?? false;

  return {
    isFile,
    isFolder: async (name) => (await look(name))?.isDirectory() ?? false,
    async firstFile(names) {
      for (const name of names) {
        if (await isFile(name)) {
          return name;
        }
      }
      return null;
    },
    async read(name) {
      const found = await look(name);
      return found?.isFile() && found.size <= MAX_BYTES
        ? await readFile(join(dir, name), 'utf8').catch(() => null)
        : null;
    },
    names: async () => (await readdir(dir).catch(() => [])).sort(),
  };
}
