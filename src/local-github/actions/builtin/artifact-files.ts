import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { globToRegExp } from '../glob.js';
import { filesBelow } from '../host/walk.js';

export interface FoundFiles {
  /** The folder that names in the artifact are relative to: the deepest one that holds all search paths. */
  readonly root: string;
  readonly files: readonly string[];
}

/** Files for `path:` of an upload: files, folders and patterns, one per line; a line with `!` takes files out again. */
export function findArtifactFiles(paths: string, workspace: string, hidden: boolean): FoundFiles {
  const lines = paths.split('\n').map((line) => line.trim());
  const searches = lines.filter((line) => line !== '' && !line.startsWith('!')).map((line) => search(line, workspace));
  const excluded = lines
    .filter((line) => line.startsWith('!'))
    .map((line) => globToRegExp(resolve(workspace, line.slice(1))));
  const files = new Set<string>();
  for (const one of searches) {
    for (const file of one.files) {
      const inside = join(basename(one.from), relative(one.from, file));
      const isHidden = inside.split(sep).some((part) => part.startsWith('.') && part !== '.');
      if ((hidden || !isHidden) && !excluded.some((pattern) => pattern.test(file))) {
        files.add(file);
      }
    }
  }
  return { root: rootOf(searches), files: [...files] };
}

interface Search {
  /** The file or folder that the search begins at. */
  readonly from: string;
  readonly files: readonly string[];
}

function search(line: string, workspace: string): Search {
  const path = resolve(workspace, line);
  if (!/[*?[]/.test(line)) {
    return { from: path, files: isFile(path) ? [path] : filesBelow(path) };
  }
  const parts = path.split(sep);
  const from = parts
    .slice(
      0,
      parts.findIndex((part) => /[*?[]/.test(part)),
    )
    .join(sep);
  const pattern = globToRegExp(path);
  return { from, files: filesBelow(from).filter((file) => pattern.test(file)) };
}

function rootOf(searches: readonly Search[]): string {
  const folders = searches.map(({ from }) => (isFile(from) ? dirname(from) : from).split(sep));
  const [first = []] = folders;
  let length = first.length;
  for (const folder of folders) {
    while (folder.slice(0, length).join(sep) !== first.slice(0, length).join(sep)) {
      length -= 1;
    }
  }
  return first.slice(0, length).join(sep) || sep;
}

function isFile(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
