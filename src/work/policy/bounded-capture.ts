import { constants } from 'node:fs';
import { lstat, open, opendir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A path as it stands. Links are kept as links: they are never followed. */
export type Entry =
  | { readonly kind: 'file'; readonly mode: number; readonly bytes: Buffer }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  /** What cannot be kept, and why, as the end of a sentence about it. */
  | { readonly kind: 'special'; readonly why: string };

/** How much is read of a tree that anybody may have filled. */
export interface CaptureBounds {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly entries: number;
}

type Found = { readonly entry: Entry; readonly names?: readonly string[] };

/** Collects what stands at paths below `dir`; whatever is unreadable or beyond the bounds becomes `special`. */
export function boundedCapture(
  dir: string,
  bounds: CaptureBounds,
): { readonly found: Map<string, Entry>; take(path: string): Promise<void> } {
  const found = new Map<string, Entry>();
  let bytesLeft = bounds.totalBytes;
  let entriesLeft = bounds.entries;

  async function take(path: string): Promise<void> {
    const largest = Math.min(bounds.fileBytes, bytesLeft);
    const seen = await look(join(dir, path), { largest, most: entriesLeft }).catch(unreadable);
    if (seen === null) {
      return;
    }
    found.set(path, seen.entry);
    bytesLeft -= seen.entry.kind === 'file' ? seen.entry.bytes.length : 0;
    // Set aside at once, so that no tree of folders can promise more than there is room for.
    entriesLeft -= seen.names?.length ?? 0;
    for (const name of seen.names ?? []) {
      await take(`${path}/${name}`);
    }
  }

  return { found, take };
}

async function look(full: string, room: { readonly largest: number; readonly most: number }): Promise<Found> {
  const stat = await lstat(full);
  if (stat.isDirectory()) {
    const names = await namesIn(full, room.most);
    return names === null ? special('holds too many files') : { entry: { kind: 'folder' }, names };
  }
  if (stat.isSymbolicLink()) {
    return { entry: { kind: 'link', target: await readlink(full) } };
  }
  if (!stat.isFile()) {
    return special('is no plain file');
  }
  const bytes = stat.size > room.largest ? null : await bytesOf(full, stat.size);
  return bytes === null ? special('is too large') : { entry: { kind: 'file', mode: stat.mode & 0o777, bytes } };
}

/** The sorted names in a folder, or null when there are more than `most`. */
async function namesIn(full: string, most: number): Promise<readonly string[] | null> {
  const names: string[] = [];
  for await (const { name } of await opendir(full)) {
    names.push(name);
    if (names.length > most) {
      return null;
    }
  }
  return names.sort();
}

/** Never follows a link and never waits for a pipe, should one have taken the file's place. Null when it has grown meanwhile. */
async function bytesOf(full: string, size: number): Promise<Buffer | null> {
  const file = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(size + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return bytesRead > size ? null : buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const codeSchema = z.looseObject({ code: z.string() });

/** Nothing there is no entry; anything else that keeps us from looking is one. */
function unreadable(error: unknown): Found | null {
  const { data } = codeSchema.safeParse(error);
  return data?.code === 'ENOENT' ? null : special(`cannot be read (${data?.code ?? String(error)})`);
}

function special(why: string): Found {
  return { entry: { kind: 'special', why } };
}
