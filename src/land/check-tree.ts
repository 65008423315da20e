import { lstat, readlink, realpath } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import type { Change } from '../git/repository.js';
import { halts } from '../run/halts.js';
import type { Halt } from '../run/record.js';
import { filesWithSecrets, secretForms } from './secret-scan.js';

/** Largest file that GitHub takes, in bytes. */
const LARGEST_FILE = 100 * 1024 * 1024;

const LINK = '120000';
const GITLINK = '160000';

export interface TreeRules {
  readonly protectWorkflows: boolean;
  readonly secrets: readonly string[];
  /** The changes are commits of people, who may change what governs a run: it is read from the default branch anyway. */
  readonly byPeople?: boolean;
}

/** Treats a finished tree as hostile input: the reason why it must not be committed, or null. */
export async function checkTree(dir: string, changes: readonly Change[], rules: TreeRules): Promise<Halt | null> {
  const present = changes.filter((change) => change.status !== 'D');
  const findings = await Promise.all([
    ...present.map((change) => unsafe(dir, change)),
    ...deleted(changes).map((path) => special(dir, path)),
  ]);
  const unsafeFindings = [...findings, ...(rules.byPeople === true ? [] : policy(changes))].filter(
    (finding) => finding !== null,
  );
  if (unsafeFindings.length > 0) {
    return halts.unsafeTree(unsafeFindings);
  }
  const workflows = changes
    .map((change) => change.path)
    .filter((path) => path.toLowerCase().startsWith('.github/workflows/'));
  if (rules.protectWorkflows && workflows.length > 0) {
    return halts.workflowsProtected(workflows);
  }
  const paths = present.map((change) => change.path);
  const leaking = await filesWithSecrets(dir, paths, secretForms(rules.secrets));
  return leaking.length > 0 ? halts.secretFound(leaking) : null;
}

/** What an agent changed was undone at once; what its tests changed while they ran shows here. */
function policy(changes: readonly Change[]): readonly string[] {
  const ours = changes.filter((change) => change.path.toLowerCase() === '.github/pitboss.yml');
  return ours.map((change) => `${change.path} was changed outside an agent's turn`);
}

function deleted(changes: readonly Change[]): readonly string[] {
  return changes.filter((change) => change.status === 'D').map((change) => change.path);
}

async function unsafe(dir: string, change: Change): Promise<string | null> {
  if (change.newMode === GITLINK) {
    return `${change.path} is a nested repository or submodule`;
  }
  if (change.newMode === LINK) {
    const target = await readlink(join(dir, change.path)).catch(() => '');
    const leaves = escapes(change.path, target) || (await leadsOut(dir, change.path));
    return leaves ? `${change.path} is a link that leaves the repository` : null;
  }
  const stat = await lstat(join(dir, change.path)).catch(() => null);
  if (stat === null) {
    // What cannot be looked at cannot be checked either: a name that is not UTF-8, or a file that is still being changed.
    return `${change.path} cannot be looked at under this name`;
  }
  return stat.size > LARGEST_FILE ? `${change.path} is larger than 100 MiB` : null;
}

/** Whether a link really ends outside the tree: several links together can, each of which looks harmless by its text. */
async function leadsOut(dir: string, path: string): Promise<boolean> {
  const end = await realpath(join(dir, path)).catch(() => null);
  const inside = relative(await realpath(dir), end ?? dir);
  return end !== null && (inside === '..' || inside.startsWith('../'));
}

/** A tracked file that became a pipe, socket or device looks deleted to git. */
async function special(dir: string, path: string): Promise<string | null> {
  const stat = await lstat(join(dir, path)).catch(() => null);
  if (stat === null || stat.isFile() || stat.isDirectory() || stat.isSymbolicLink()) {
    return null;
  }
  return `${path} was replaced by a special file`;
}

/** Whether a link's target points outside the tree, by its text alone. */
export function escapes(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) {
    return true;
  }
  const resolved = posix.normalize(posix.join(posix.dirname(path), target));
  return (
    resolved === '..' || resolved.startsWith('../') || resolved.split('/').some((part) => part.toLowerCase() === '.git')
  );
}
