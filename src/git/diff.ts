import { assertSha } from './objects/object-id.js';
import { byteHead } from './program/byte-head.js';
import { gitFailure } from './program/git-failure.js';
import { type GitContext, runGit } from './program/run-git.js';

/** Unified diff with renames found, cut in the middle so that head and tail together have at most `maxBytes` bytes. */
export async function diff(
  context: GitContext,
  range: { readonly from: string; readonly to: string },
  maxBytes: number,
): Promise<string> {
  assertSha(range.from);
  assertSha(range.to);
  const kept = headAndTail(maxBytes);
  const operation = 'comparing two trees';
  const args = ['diff-tree', '-p', '-r', '-M', '--no-color', '--no-ext-diff', '--no-textconv', range.from, range.to];
  const result = await runGit(context, { operation, args, onStdout: kept.take });
  if (result.code !== 0) {
    throw gitFailure({ operation, ...result });
  }
  return kept.text();
}

function headAndTail(maxBytes: number) {
  const half = Math.floor(maxBytes / 2);
  const head = byteHead(half);
  let tail = Buffer.alloc(0);
  let total = 0;
  return {
    take(chunk: Buffer): void {
      total += chunk.length;
      const joined = Buffer.concat([tail, head.take(chunk)]);
      tail = joined.subarray(Math.max(0, joined.length - (maxBytes - half)));
    },
    text(): string {
      const start = head.bytes();
      if (total <= maxBytes) {
        return Buffer.concat([start, tail]).toString('utf8');
      }
      return cut(start, tail, total);
    },
  };
}

/** Cuts at line ends, so that no line is shown in half and no character is split. */
function cut(head: Buffer, tail: Buffer, total: number): string {
  const start = head.subarray(0, head.lastIndexOf(10) + 1);
  const end = tail.subarray(tail.indexOf(10) + 1);
  const left = total - start.length - end.length;
  return `${start.toString('utf8')}[… ${left} bytes left out …]\n${end.toString('utf8')}`;
}
