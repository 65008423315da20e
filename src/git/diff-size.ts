import { lineSplitter } from '../process/line-splitter.js';
import { assertSha } from './objects/object-id.js';
import { gitFailure } from './program/git-failure.js';
import { type GitContext, runGit } from './program/run-git.js';

/** How much differs between two trees: lines added and removed, and binary files. */
export interface DiffSize {
  readonly lines: number;
  readonly binaries: number;
}

/** The numbers stand in front; the path behind them is not needed. */
const LINE_BYTES = 64;
const COUNTS = /^(\d+|-)\t(\d+|-)\t/;

/** Counts what `diff` would show, whatever its size. A file that only moved counts nothing. */
export async function diffSize(
  context: GitContext,
  range: { readonly from: string; readonly to: string },
): Promise<DiffSize> {
  assertSha(range.from);
  assertSha(range.to);
  const size = { lines: 0, binaries: 0 };
  const splitter = lineSplitter(LINE_BYTES);
  const onStdout = (chunk: Buffer): void => {
    for (const line of splitter.push(chunk)) {
      const [, added, removed] = COUNTS.exec(line) ?? [];
      size.binaries += added === '-' ? 1 : 0;
      size.lines += added === '-' ? 0 : Number(added ?? 0) + Number(removed ?? 0);
    }
  };
  const operation = 'measuring the difference of two trees';
  const args = ['diff-tree', '--numstat', '-r', '-M', '--no-ext-diff', '--no-textconv', range.from, range.to];
  const result = await runGit(context, { operation, args, onStdout });
  if (result.code !== 0) {
    throw gitFailure({ operation, ...result });
  }
  return size;
}
