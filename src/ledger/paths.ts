/** A file of a run on the ledger: `runs/<run-id>/<name>`. */
export function runPath(runId: string, name: string): string {
  return `runs/${runId}/${name}`;
}

/** Where an unfinished unit's tree is kept; not a branch, so that it starts nobody's CI (I6). */
export function wipRef(runId: string, unit: string): string {
  return `refs/pitboss/wip/${runId}/${unit}`;
}

export const SCHEMA_PATH = 'schema.json';

/** The version of the ledger's layout that this program writes. */
export const LEDGER_SCHEMA = 1;

/** The state branch on GitHub. */
export function githubLedgerRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/** On a laptop the state is no branch, so that it shows in nobody's list and is pushed by nobody's `git push`. */
export const LAPTOP_LEDGER_REF = 'refs/pitboss/ledger';

/** Whether a path holds something that a reading of the ledger needs. */
export function isStatePath(path: string): boolean {
  return path === SCHEMA_PATH || /^runs\/[^/]+\/run\.json$/.test(path) || /^triggers\/.+\.json$/.test(path);
}
