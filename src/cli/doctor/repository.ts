import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { CONFIG_FILE } from '../../commands/ports.js';
import type { Config } from '../../config/config.js';
import { baseHazards } from '../../git/preflight.js';
import { plural } from '../../report/format.js';
import { PLAN_PATH } from '../../run/document-paths.js';
import { instructionsFrom } from '../../shift/instructions.js';
import { promptsFrom } from '../../shift/prompts.js';
import { ignoredPaths } from '../init/ignored.js';
import { WORKFLOW_PATH } from '../init/templates.js';
import type { Laptop } from '../laptop.js';
import { type Check, good, problem, warning } from './check.js';
import { readProjectFile } from './project.js';

/** Standard output of git in the user's repository, or null when it fails; it may not write, not even its index. */
async function git(root: string, args: readonly string[]): Promise<string | null> {
  const env = { GIT_OPTIONAL_LOCKS: '0' };
  const result = await execa('git', args, { cwd: root, reject: false, stdin: 'ignore', env, stripFinalNewline: false });
  return result.exitCode === 0 ? result.stdout : null;
}

/** State of the user's tree and of the default branch, as far as a run depends on it. */
export async function repositoryChecks({ user }: Laptop): Promise<readonly Check[]> {
  const changed = (await git(user.root, ['status', '--porcelain']))?.split('\n').filter(Boolean).length ?? 0;
  const place = user.branch ?? `no branch, at ${user.head.slice(0, 12)}`;
  const dirty = changed === 0 ? '' : `; ${plural(changed, 'uncommitted change')}, not seen by a run`;
  const base = await defaultBranch(user.root);
  return [
    good('repository', `${user.name}, on ${place}${dirty}`),
    ...(base === null
      ? [
          warning('default_branch', {
            what: 'The default branch is not known.',
            why: 'There is no origin/HEAD, and neither main nor master. On GitHub, configuration counts on the default branch.',
            fix: '`git remote set-head origin --auto` asks the remote.',
          }),
        ]
      : [good('default_branch', `default branch: ${base.name}`), ...(await staleFiles(user.root, base))]),
    ...(await lockFiles(user.gitDir)),
    ...(await ignoredFiles(user.root)),
  ];
}

interface Branch {
  readonly name: string;
  readonly ref: string;
}

async function defaultBranch(root: string): Promise<Branch | null> {
  const remote = (await git(root, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']))?.trim();
  if (remote) {
    return { name: remote.replace('refs/remotes/origin/', ''), ref: remote };
  }
  for (const name of ['main', 'master']) {
    const ref = `refs/heads/${name}`;
    if ((await git(root, ['rev-parse', '--verify', '--quiet', ref])) !== null) {
      return { name, ref };
    }
  }
  return null;
}

/** On a laptop the file in the tree counts, on GitHub the one on the default branch: a difference is worth knowing. */
async function staleFiles(root: string, { name, ref }: Branch): Promise<readonly Check[]> {
  const checks = await Promise.all(
    [CONFIG_FILE, WORKFLOW_PATH].map(async (path) => {
      const here = await readProjectFile(root, path);
      const there = await git(root, ['show', `${ref}:${path}`]);
      return here === there
        ? []
        : [
            warning('default_branch_differs', {
              what: `${path} is ${there === null ? 'not' : here === null ? 'only' : 'another'} on ${name}.`,
              why: 'On a laptop the file in your tree counts, on GitHub the one on the default branch.',
              fix: `Commit it to ${name}, as far as GitHub is meant.`,
            }),
          ];
    }),
  );
  return checks.flat();
}

/** Where git keeps the locks of what Pitboss writes: its own refs, run branches, the list of packed refs. */
const LOCKED = ['', 'refs/pitboss', 'refs/heads/pitboss/play', 'refs/heads/pitboss/grind'];

async function lockFiles(gitDir: string): Promise<readonly Check[]> {
  const found = await Promise.all(
    LOCKED.map(async (folder) => {
      const names = await readdir(join(gitDir, folder)).catch(() => []);
      return names.filter((name) => name.endsWith('.lock')).map((name) => join(gitDir, folder, name));
    }),
  );
  return found.flat().map((path) =>
    warning('git_lock', {
      what: `${path} exists.`,
      why: 'A git command is at work, or was killed while it was; until it is gone, nothing can be written there.',
      fix: 'When no git command runs any more, remove the file.',
    }),
  );
}

async function ignoredFiles(root: string): Promise<readonly Check[]> {
  const ignored = await ignoredPaths(root, [CONFIG_FILE, WORKFLOW_PATH, PLAN_PATH]);
  return ignored.map(({ path, rule }) =>
    warning('ignored_by_git', {
      what: `git ignores ${path}.`,
      why: `The rule is ${rule}. On GitHub a file counts only when it is committed.`,
      fix: 'Remove that rule.',
    }),
  );
}

/** What makes the commit that a run would start from unfit. */
export async function baseChecks(laptop: Laptop, config: Config): Promise<readonly Check[]> {
  await laptop.repository.fetch([laptop.user.head]);
  const { filters, submodules } = await baseHazards(laptop.repository, laptop.user.head);
  const named = [
    ...filters.map(({ path, line, filter }) => `${path}:${line} filter=${filter}`),
    ...submodules.map((path) => `${path} (submodule)`),
  ];
  if (named.length === 0) {
    return [good('base', `a run would start from ${laptop.user.head.slice(0, 12)}`)];
  }
  const parts = {
    what: 'The base commit uses content filters or submodules.',
    why: `${named.slice(0, 20).join(', ')}.`,
    fix: 'Set protect.lfs: allow in .github/pitboss.yml if pointers are enough.',
  };
  return [config.protect.lfs === 'refuse' ? problem('base', parts) : warning('base', parts)];
}

/** Prompts of the repository's own count as they are committed. */
export async function promptsCheck({ repository, user }: Laptop): Promise<Check> {
  const read = await promptsFrom(repository, user.head);
  if (!read.ok) {
    return problem('prompts', read.error);
  }
  const own = Object.keys(read.value);
  return good('prompts', own.length === 0 ? 'no prompts of its own' : `prompts of its own: ${own.join(', ')}`);
}

/** What the project tells agents counts as it is committed, too. */
export async function instructionsCheck({ repository, user }: Laptop, { agent }: Config): Promise<Check> {
  const read = await instructionsFrom(repository, user.head, agent.instructions);
  if (!read.ok) {
    return problem('instructions', read.error);
  }
  const told = read.value.map(({ path }) => path);
  return good('instructions', told.length === 0 ? 'no instructions for agents' : `agents are told: ${told.join(', ')}`);
}

/** Tips of branches and kept trees, by full name. */
export async function runRefs(root: string): Promise<ReadonlyMap<string, string>> {
  const args = ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/pitboss'];
  const lines = (await git(root, args))?.split('\n').filter(Boolean) ?? [];
  return new Map(
    lines.map((line): [string, string] => {
      const [ref = '', sha = ''] = line.split(' ');
      return [ref, sha];
    }),
  );
}
