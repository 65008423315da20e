import { readdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { indexFile } from '../../../git/work-tree/work-tree.js';
import { paddedSeq } from '../../../grind/session-record.js';
import type { Order } from '../../../run/record.js';
import type { ShiftDirs } from '../../ports.js';

/** Folders of a session that works beside others: a tree and a scratch of its own; its transcripts have names of their own. */
export function cloneDirs(dirs: ShiftDirs, order: Order): ShiftDirs {
  return { ...numbered(dirs, paddedSeq(order.session?.seq ?? 0)), logs: dirs.logs };
}

type Folders = Pick<ShiftDirs, 'tree' | 'scratch'>;

/** Removes every clone beside the run's own folders: at the end of a wave, and before one, for what a crash has left. */
export async function removeClones(gitDir: string, dirs: Folders): Promise<void> {
  const numbers = new Set([...(await numbersBeside(dirs.tree)), ...(await numbersBeside(dirs.scratch))]);
  for (const number of numbers) {
    const { tree, scratch } = numbered(dirs, number);
    const index = indexFile(gitDir, tree);
    await Promise.all(
      [tree, scratch, index, `${index}.lock`].map((path) => rm(path, { recursive: true, force: true })),
    );
  }
}

function numbered({ tree, scratch }: Folders, number: string): Folders {
  return { tree: `${tree}-${number}`, scratch: `${scratch}-${number}` };
}

async function numbersBeside(folder: string): Promise<readonly string[]> {
  const names = await readdir(dirname(folder)).catch(() => []);
  const beginning = `${basename(folder)}-`;
  return names
    .filter((name) => name.startsWith(beginning))
    .map((name) => name.slice(beginning.length))
    .filter((rest) => /^\d{4,9}$/.test(rest));
}
