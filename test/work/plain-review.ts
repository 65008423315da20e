import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../src/base/result.js';
import type { TreeReview } from '../../src/work/unit.js';

/** A review without git: the diff is every line of every file, and a change is counted as lines that only one side has. */
export function plainReview(dir: string): TreeReview {
  const seen = new Map<string, readonly string[]>();
  return {
    look: async () => {
      const lines = linesOf(dir);
      const tree = `tree-${seen.size}`;
      seen.set(tree, lines);
      return ok({ tree, diff: lines.map((line) => `+${line}\n`).join('') });
    },
    changedSince: async (tree) => {
      const [before, after] = [seen.get(tree) ?? [], linesOf(dir)];
      return ok({ lines: without(before, after) + without(after, before), binaries: 0 });
    },
  };
}

function linesOf(dir: string): readonly string[] {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return paths
    .filter((path) => !path.startsWith('.pitboss') && statSync(join(dir, path)).isFile())
    .flatMap((path) => {
      const lines = readFileSync(join(dir, path), 'utf8').trimEnd().split('\n');
      return lines.map((line) => `${path}: ${line}`);
    });
}

function without(lines: readonly string[], others: readonly string[]): number {
  return lines.filter((line) => !others.includes(line)).length;
}
