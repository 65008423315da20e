import { join } from 'node:path';
import { lines } from './ledger-view.js';
import { git, LEDGER } from './world.js';

export interface Sizes {
  /** Bytes of all files at the ledger's tip. */
  readonly tree: number;
  /** Bytes of the ledger's whole history, packed. */
  readonly packed: number;
}

/** Most bytes that the ledger may have after a month. */
export const MOST: Sizes = { tree: 5 * 1_048_576, packed: 20 * 1_048_576 };

export function sizesOf(root: string, remote: string): Sizes {
  const tree = lines(git(remote, 'ls-tree', '-r', '--format=%(objectsize)', LEDGER)).reduce(
    (sum, size) => sum + Number(size),
    0,
  );
  const copy = join(root, 'packed.git');
  git(root, 'init', '--quiet', '--bare', '--template=', copy);
  git(copy, 'fetch', '--quiet', `file://${remote}`, `${LEDGER}:${LEDGER}`);
  git(copy, 'gc', '--quiet', '--prune=now');
  const packed = /^size-pack: (\d+)$/m.exec(git(copy, 'count-objects', '-v'))?.[1];
  return { tree, packed: Number(packed ?? 0) * 1024 };
}
