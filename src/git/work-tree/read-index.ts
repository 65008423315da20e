import { createHash } from 'node:crypto';

/** One file of an index. `path` holds raw bytes as Latin-1. */
export interface IndexEntry {
  readonly mode: string;
  readonly path: string;
  readonly sha: string;
}

/** What git has noted of a directory: the tree that its entries make, or null where that has to be found out again. */
export interface CachedTree {
  /** Entries below it. */
  readonly count: number;
  readonly sha: string | null;
  readonly below: ReadonlyMap<string, CachedTree>;
}

export interface ReadIndex {
  readonly entries: readonly IndexEntry[];
  readonly cached: CachedTree | null;
}

/** Version, then entries, in the form of `gitformat-index`. */
const HEADER = 12;
const CHECKSUM = 20;
const MODES: ReadonlySet<string> = new Set(['100644', '100755', '120000', '160000']);
const STAGE = 0x3000;
const EXTENDED = 0x4000;
const INTENT_TO_ADD = 0x2000;

/**
 * Reads git's index, versions 2 and 3. Null for anything that a plain directory of ours never has (conflicts, entries without content,
 * split or sparse indexes, other versions), and for what is damaged.
 */
export function readIndex(bytes: Buffer): ReadIndex | null {
  const version = bytes.length < HEADER + CHECKSUM ? 0 : bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3) || !isWhole(bytes)) {
    return null;
  }
  const entries: IndexEntry[] = [];
  let at = HEADER;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const read = readEntry(bytes, at);
    if (read === null) {
      return null;
    }
    entries.push(read.entry);
    at = read.end;
  }
  return withExtensions(bytes, at, entries);
}

function isWhole(bytes: Buffer): boolean {
  const content = bytes.subarray(0, -CHECKSUM);
  return createHash('sha1').update(content).digest().equals(bytes.subarray(-CHECKSUM));
}

function readEntry(bytes: Buffer, at: number): { readonly entry: IndexEntry; readonly end: number } | null {
  if (at + 64 > bytes.length - CHECKSUM) {
    return null;
  }
  const flags = bytes.readUInt16BE(at + 60);
  const extended = (flags & EXTENDED) !== 0;
  const head = extended ? 64 : 62;
  const nul = bytes.indexOf(0, at + head);
  const mode = bytes.readUInt32BE(at + 24).toString(8);
  const odd = (flags & STAGE) !== 0 || (extended && (bytes.readUInt16BE(at + 62) & INTENT_TO_ADD) !== 0);
  if (odd || nul < 0 || !MODES.has(mode)) {
    return null;
  }
  const path = bytes.toString('latin1', at + head, nul);
  // One to eight zeros end a name, so that each entry is a multiple of eight bytes long.
  const end = at + ((head + path.length + 8) & ~7);
  return { entry: { mode, path, sha: bytes.toString('hex', at + 40, at + 60) }, end };
}

function withExtensions(bytes: Buffer, from: number, entries: readonly IndexEntry[]): ReadIndex | null {
  const end = bytes.length - CHECKSUM;
  let cached: CachedTree | null = null;
  for (let at = from; at < end; ) {
    const size = at + 8 > end ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(at + 4);
    const name = bytes.toString('latin1', at, at + 4);
    if (at + 8 + size > end || !/^[A-Z]/.test(name)) {
      // Lower case: who does not know it must not read the index.
      return null;
    }
    if (name === 'TREE') {
      cached = readCached(bytes.subarray(at + 8, at + 8 + size))?.tree ?? null;
    }
    at += 8 + size;
  }
  return { entries, cached };
}

interface ReadCached {
  readonly name: string;
  readonly tree: CachedTree;
  readonly end: number;
}

/** Name, NUL, number of entries, space, number of subtrees, LF, then the tree's name unless the number of entries is negative. */
function readCached(bytes: Buffer, at = 0): ReadCached | null {
  const nul = bytes.indexOf(0, at);
  const line = nul < 0 ? -1 : bytes.indexOf(0x0a, nul);
  const counts = line < 0 ? null : /^(-?\d+) (\d+)$/.exec(bytes.toString('latin1', nul + 1, line));
  if (counts === null) {
    return null;
  }
  const count = Number(counts[1]);
  let end = line + 1 + (count < 0 ? 0 : 20);
  const sha = count < 0 ? null : bytes.toString('hex', line + 1, end);
  const below = new Map<string, CachedTree>();
  for (let left = Number(counts[2]); left > 0; left -= 1) {
    const child = readCached(bytes, end);
    if (child === null) {
      return null;
    }
    below.set(child.name, child.tree);
    end = child.end;
  }
  return { name: bytes.toString('latin1', at, nul), tree: { count, sha, below }, end };
}
