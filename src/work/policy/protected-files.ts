import { chmod, lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import { realFolder, removeBelow } from '../real-folder.js';
import { boundedCapture, type CaptureBounds, type Entry } from './bounded-capture.js';

/** Protected paths as they are at one moment. */
export type ProtectedFiles = ReadonlyMap<string, Entry>;

/** What governs a run and therefore may not be changed by what the run starts (I7). */
const ALWAYS = ['.pitboss', '.github/pitboss.yml'];
const WORKFLOWS = '.github/workflows';
const GITHUB = '.github';

const MiB = 1024 * 1024;
/** They are configuration and documents, so they are small: what is larger is not kept. */
const BOUNDS: CaptureBounds = { fileBytes: 4 * MiB, totalBytes: 32 * MiB, entries: 5_000 };

/** Reads all protected files of a tree into memory. Never throws for what stands there; see `unkeepable`. */
export async function captureProtected(
  dir: string,
  protectWorkflows: boolean,
  bounds: CaptureBounds = BOUNDS,
): Promise<ProtectedFiles> {
  const { found, take } = boundedCapture(dir, bounds);
  // A link in place of the folder would lead every look below it elsewhere.
  const github = await lstat(join(dir, GITHUB)).catch(() => null);
  const linked = github !== null && !github.isDirectory();
  const paths = protectWorkflows ? [...ALWAYS, WORKFLOWS] : ALWAYS;
  for (const path of linked ? [GITHUB, ...paths.filter((each) => !each.startsWith(`${GITHUB}/`))] : paths) {
    await take(path);
  }
  found.delete(DEFERRED_PATH);
  return found;
}

/** A capture without these paths and what stands below them. */
export function withoutPaths(files: ProtectedFiles, paths: readonly string[]): ProtectedFiles {
  const apart = (path: string) => paths.some((each) => path === each || path.startsWith(`${each}/`));
  return paths.length === 0 ? files : new Map([...files].filter(([path]) => !apart(path)));
}

/** What of a capture could not be put back, each with its reason: no agent may start on such a tree. */
export function unkeepable(files: ProtectedFiles): readonly string[] {
  return [...files].flatMap(([path, entry]) => (entry.kind === 'special' ? [`${path} ${entry.why}`] : []));
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

/**
 * Puts the named paths back as they were, whatever stands in their way. A folder is among them only when it was not there or
 * could not be looked into, and then so is all that it held: it is made anew, without what else it may hold now.
 */
export async function restoreProtected(dir: string, before: ProtectedFiles, paths: readonly string[]): Promise<void> {
  for (const path of [...paths].sort().reverse()) {
    if (!before.has(path)) {
      await removeBelow(dir, path);
    }
  }
  for (const path of [...paths].sort()) {
    const entry = before.get(path);
    if (entry !== undefined && entry.kind !== 'special') {
      await realFolder(dir, dirname(path));
      await removeBelow(dir, path);
      await put(join(dir, path), entry);
    }
  }
}

async function put(full: string, entry: Exclude<Entry, { kind: 'special' }>): Promise<void> {
  switch (entry.kind) {
    case 'folder':
      return void (await mkdir(full));
    case 'link':
      return symlink(entry.target, full);
    case 'file':
      await writeFile(full, entry.bytes);
      // Not by `mode` of the write: the process's own mask would take bits away.
      return chmod(full, entry.mode);
  }
}

/** Whether putting these paths back made the folder of deferred.md anew, and so without it. */
export function deferredLost(restored: readonly string[]): boolean {
  return restored.some((path) => DEFERRED_PATH.startsWith(`${path}/`));
}
