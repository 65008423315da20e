import { constants } from 'node:fs';
import { type FileHandle, open, opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A build file larger than this is none that a person wrote. */
const MAX_BYTES = 1024 * 1024;
/** A folder with more entries than this is not looked through. */
const MAX_ENTRIES = 2_000;

/**
 * Looks at a working tree that an agent may have written: never blocks on a pipe, never reads without bound, and never leaves the
 * tree by a link. Names are paths below the tree, with forward slashes.
 */
export interface Probe {
  isFile(name: string): Promise<boolean>;
  isFolder(name: string): Promise<boolean>;
  /** The first of `names` that is a file. */
  firstFile(names: readonly string[]): Promise<string | null>;
  /** Text of a file; null when it is missing, special, outside the tree or too large. */
  read(name: string): Promise<string | null>;
  /** Names directly in a folder of the tree, sorted; none where it has too many. */
  names(folder?: string): Promise<readonly string[]>;
}

export function probe(dir: string): Probe {
  const root = realpath(dir).catch(() => null);

  /** Where a path really leads, or null when that is nowhere or outside. */
  async function inside(name: string): Promise<string | null> {
    const [top, path] = [await root, await realpath(join(dir, name)).catch(() => null)];
    return top !== null && path !== null && (path === top || path.startsWith(`${top}${sep}`)) ? path : null;
  }
  async function look(name: string) {
    const path = await inside(name);
    return path === null ? null : await stat(path).catch(() => null);
  }
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
      const path = await inside(name);
      return path === null ? null : await readBounded(path);
    },
    async names(folder = '.') {
      const path = await inside(folder);
      return path === null ? [] : await listBounded(path).catch(() => []);
    },
  };
}

async function readBounded(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  try {
    return file === null ? null : await textOf(file);
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

async function textOf(file: FileHandle): Promise<string | null> {
  const { size, ...found } = await file.stat().then((seen) => ({ size: seen.size, plain: seen.isFile() }));
  if (!found.plain || size > MAX_BYTES) {
    return null;
  }
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await file.read(buffer, 0, size, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

async function listBounded(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(path)) {
    names.push(name);
    if (names.length > MAX_ENTRIES) {
      return [];
    }
  }
  return names.sort();
}
