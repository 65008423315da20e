import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFERRED_PATH } from '../run/document-paths.js';

/** A protected path as it was before an agent ran. Links are kept as links: they are never followed. */
type Entry =
  | { readonly kind: 'file'; readonly mode: number; readonly bytes: Buffer }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'special' };

export type ProtectedFiles = ReadonlyMap<string, Entry>;

/** What governs a run and therefore may not be changed by what the run starts (I7). */
const ALWAYS = ['.pitboss', '.github/pitboss.yml'];
const WORKFLOWS = '.github/workflows';
const GITHUB = '.github';

/** Reads all protected files of a tree into memory; they are configuration and documents, so they are small. */
export async function captureProtected(dir: string, protectWorkflows: boolean): Promise<ProtectedFiles> {
  const found = new Map<string, Entry>();
  // A link in place of the folder would lead every look below it elsewhere.
  const github = await lstat(join(dir, GITHUB)).catch(() => null);
  const linked = github !== null && !github.isDirectory();
  const paths = protectWorkflows ? [...ALWAYS, WORKFLOWS] : ALWAYS;
  for (const path of linked ? [GITHUB, ...paths.filter((each) => !each.startsWith(`${GITHUB}/`))] : paths) {
    await capture(dir, path, found);
  }
  found.delete(DEFERRED_PATH);
  return found;
}

async function capture(dir: string, path: string, found: Map<string, Entry>): Promise<void> {
  const full = join(dir, path);
  const stat = await lstat(full).catch(() => null);
  if (stat === null) {
    return;
  }
  if (stat.isDirectory()) {
    found.set(path, { kind: 'folder' });
    for (const name of (await readdir(full)).sort()) {
      await capture(dir, `${path}/${name}`, found);
    }
  } else if (stat.isSymbolicLink()) {
    found.set(path, { kind: 'link', target: await readlink(full) });
  } else if (stat.isFile()) {
    found.set(path, { kind: 'file', mode: stat.mode & 0o777, bytes: await readFile(full) });
  } else {
    found.set(path, { kind: 'special' });
  }
}

/** Paths that differ between two captures, sorted. */
export function changedPaths(before: ProtectedFiles, after: ProtectedFiles): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => !same(before.get(path), after.get(path))).sort();
}

function same(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) {
    return a === b;
  }
  if (a.kind === 'file' && b.kind === 'file') {
    return a.mode === b.mode && a.bytes.equals(b.bytes);
  }
  return a.kind === 'link' && b.kind === 'link' ? a.target === b.target : a.kind === b.kind && a.kind !== 'special';
}

/** Puts the named paths back as they were; a link that stands in the way is removed, never followed. */
export async function restoreProtected(dir: string, before: ProtectedFiles, paths: readonly string[]): Promise<void> {
  for (const path of [...paths].sort().reverse()) {
    if (!before.has(path)) {
      await rm(join(dir, path), { recursive: true, force: true });
    }
  }
  for (const path of [...paths].sort()) {
    const entry = before.get(path);
    if (entry?.kind === 'folder') {
      await realFolder(dir, path);
    } else if (entry?.kind === 'file') {
      await realFolder(dir, dirname(path));
      await rm(join(dir, path), { recursive: true, force: true });
      await writeFile(join(dir, path), entry.bytes);
      // Not by `mode` of the write: the process's own mask would take bits away.
      await chmod(join(dir, path), entry.mode);
    } else if (entry?.kind === 'link') {
      await realFolder(dir, dirname(path));
      await rm(join(dir, path), { recursive: true, force: true });
      await symlink(entry.target, join(dir, path));
    }
  }
}

/** Makes every part of a path below `dir` a real folder, replacing links and files that took its place. */
export async function realFolder(dir: string, path: string): Promise<void> {
  let current = dir;
  for (const part of path.split('/').filter((piece) => piece !== '' && piece !== '.')) {
    current = join(current, part);
    const stat = await lstat(current).catch(() => null);
    if (stat !== null && !stat.isDirectory()) {
      await rm(current, { force: true });
    }
    if (stat === null || !stat.isDirectory()) {
      await mkdir(current);
    }
  }
}
