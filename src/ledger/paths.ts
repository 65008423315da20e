import { paddedSeq } from '../grind/session-record.js';
import { SPEND_DAYS } from '../run/money/spend.js';

/** A file of a run on the ledger: `runs/<run-id>/<name>`. */
export function runPath(runId: string, name: string): string {
  return `runs/${runId}/${name}`;
}

export function isRunPath(path: string): boolean {
  return path.startsWith('runs/');
}

/** Everything of a run on the ledger. */
export function runFolder(runId: string): string {
  return `runs/${runId}`;
}

/** Beginning of the names of all kept trees. */
export const KEPT_TREES = 'refs/pitboss/wip/';

/** Where an unfinished unit's tree is kept; not a branch, so that it starts nobody's CI (I6). */
export function wipRef(runId: string, unit: string): string {
  return `${KEPT_TREES}${runId}/${unit}`;
}

/** Where the tree of a unit in flight is kept. */
export function keptRef(
  runId: string,
  order: { readonly unit: string; readonly kept_as?: string | undefined },
): string {
  return wipRef(runId, order.kept_as ?? order.unit);
}

/** A session of a grind run: `runs/<run-id>/sessions/<NNNN>.json`. */
export function sessionPath(runId: string, seq: number): string {
  return runPath(runId, `sessions/${paddedSeq(seq)}.json`);
}

/** What goes on across the runs of a rotation. */
export function rotationPath(rotation: string): string {
  return `grind/${rotation}.json`;
}

/** The rotation of such a file, or null for any other path. */
export function rotationOf(path: string): string | null {
  return /^grind\/([^/]+)\.json$/.exec(path)?.[1] ?? null;
}

export const SCHEMA_PATH = 'schema.json';

/** What is still known of runs that were removed. */
export const PRUNED_PATH = 'pruned.json';

/** The version of the ledger's layout that this program writes. */
export const LEDGER_SCHEMA = 1;

/** The state branch on GitHub. */
export function githubLedgerRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/** On a laptop the state is no branch, so that it shows in nobody's list and is pushed by nobody's `git push`. */
export const LAPTOP_LEDGER_REF = 'refs/pitboss/ledger';

/** What all runs spent on one UTC day (`yyyy-mm-dd`). */
export function spendPath(day: string): string {
  return `spend/${day}.json`;
}

/** The day of a spending file, or null for any other path. */
export function spendDay(path: string): string | null {
  return /^spend\/(\d{4}-\d{2}-\d{2})\.json$/.exec(path)?.[1] ?? null;
}

/** The files that a reading needs: of the spending only the newest days, so that readings do not grow with a repository's age. */
export function stateEntries<T extends { readonly path: string }>(entries: readonly T[]): readonly T[] {
  const needed = entries.filter(({ path }) => isStatePath(path));
  const old = new Set(passedOverDays(needed.map(({ path }) => path)).map(spendPath));
  return needed.filter(({ path }) => !old.has(path));
}

/** Days of spending that a reading of these files passes over. */
export function passedOverDays(paths: readonly string[]): readonly string[] {
  const days = paths.flatMap((path) => spendDay(path) ?? []);
  return days.sort().slice(0, -SPEND_DAYS);
}

/** Whether a path holds something that a reading of the ledger needs. */
export function isStatePath(path: string): boolean {
  return (
    path === SCHEMA_PATH ||
    path === PRUNED_PATH ||
    /^runs\/[^/]+\/run\.json$/.test(path) ||
    /^triggers\/.+\.json$/.test(path) ||
    spendDay(path) !== null ||
    rotationOf(path) !== null
  );
}
