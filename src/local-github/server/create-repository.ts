import { appendFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import { GitRepository } from './git/git-repository.js';
import { runGit } from './git/run-git.js';
import type { Hub } from './hub.js';
import type { Repository } from './state.js';
import { ensureAccount, findRepository } from './state.js';

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  /** A git repository to copy with all branches and tags, or a folder whose files become the first commit. */
  readonly from?: string;
  /** `main` when left out. */
  readonly defaultBranch?: string;
}

/**
 * Object ids may be asked for directly, refs may be deleted and forced, and nothing is packed behind our back. Nothing here outlives
 * its process, so no push waits for a busy disk.
 */
const CONFIGURATION = `[core]
\tfsync = none
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[receive]
\tdenyDeletes = false
\tdenyNonFastForwards = false
\thideRefs = refs/pull
\tautogc = false
[gc]
\tauto = 0
`;

/** Makes the bare repository and its record, and the owner where there is none; no events. */
export async function createRepository(hub: Hub, request: NewRepository): Promise<Repository> {
  const owner = ensureAccount(hub.state, request.owner);
  const fullName = `${request.owner}/${request.name}`;
  if (findRepository(hub.state, fullName) !== null) {
    throw refused(fullName, 'The name is taken.');
  }
  const defaultBranch = request.defaultBranch ?? 'main';
  const dir = join(hub.parts.dataDir, 'repositories', `${fullName.toLowerCase()}.git`);
  await mkdir(dir, { recursive: true });
  await git(dir, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`]);
  await appendFile(join(dir, 'config'), CONFIGURATION);
  if (request.from !== undefined) {
    await fill(dir, request.from, defaultBranch);
  }
  const repo: Repository = {
    id: hub.state.nextId(),
    owner,
    name: request.name,
    fullName: `${owner.login}/${request.name}`,
    dir,
    createdAt: hub.now(),
    private: request.private ?? false,
    defaultBranch,
    description: null,
    pushedAt: hub.now(),
    collaborators: new Map(),
    labels: new Map(),
    issues: new Map(),
    comments: new Map(),
    checkRuns: new Map(),
    statuses: [],
    settings: { actionsMayCreatePulls: false, drafts: true, atomic: true, protections: [] },
  };
  hub.addGit(repo.fullName, new GitRepository(dir));
  hub.state.repositories.set(repo.fullName.toLowerCase(), repo);
  return repo;
}

async function fill(dir: string, from: string, branch: string): Promise<void> {
  if (await isRepository(from)) {
    await git(dir, ['fetch', '--quiet', from, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
    return;
  }
  await git(dir, ['--work-tree', from, '-c', 'core.bare=false', 'add', '--all', '.']);
  const tree = await git(dir, ['write-tree']);
  const who = { name: 'local', email: 'local@users.noreply.github.com', date: '2026-01-01T00:00:00Z' };
  const commit = await git(dir, ['commit-tree', tree, '-m', 'Initial commit'], {
    GIT_AUTHOR_NAME: who.name,
    GIT_AUTHOR_EMAIL: who.email,
    GIT_AUTHOR_DATE: who.date,
    GIT_COMMITTER_NAME: who.name,
    GIT_COMMITTER_EMAIL: who.email,
    GIT_COMMITTER_DATE: who.date,
  });
  await git(dir, ['update-ref', `refs/heads/${branch}`, commit]);
}

async function isRepository(path: string): Promise<boolean> {
  for (const inside of ['.git', 'HEAD']) {
    const found = await stat(join(path, inside)).catch(() => null);
    if (found !== null) {
      return true;
    }
  }
  return false;
}

async function git(dir: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const result = await runGit({ cwd: dir, args: ['--git-dir', dir, ...args], env });
  if (result.code !== 0) {
    throw refused(dir, `git ${args.join(' ')} said: ${result.stderr.trim()}`);
  }
  return result.stdout.toString('utf8').trim();
}

function refused(name: string, why: string): PitbossError {
  return new PitbossError({
    code: 'local_repository_refused',
    what: `The local GitHub could not create ${name}.`,
    why,
    fix: 'Choose another name, or check the source folder.',
  });
}
