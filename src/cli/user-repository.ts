import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { execa } from 'execa';
import { errorCode } from '../base/error-code.js';
import { type ErrorParts, PitbossError } from '../base/pitboss-error.js';
import { fail, ok, type Result } from '../base/result.js';
import type { Identity } from '../git/repository.js';

/** The user's own repository, of which Pitboss only reads and adds refs. */
export interface UserRepository {
  readonly root: string;
  readonly name: string;
  /** The common git directory, also when the command is given in a linked worktree. */
  readonly gitDir: string;
  readonly head: string;
  /** Branch that is checked out; null on a detached HEAD. */
  readonly branch: string | null;
  readonly identity: Identity;
}

/** The root of the working tree that `cwd` stands in; the repository may be without a commit. */
export async function repositoryRoot(cwd: string): Promise<string> {
  // In English, because what it says is looked at.
  const env = { LC_ALL: 'C' };
  const asked = await execa('git', ['rev-parse', '--show-toplevel'], { cwd, env, reject: false, stdin: 'ignore' });
  if (asked.exitCode === 0) {
    return asked.stdout.trim();
  }
  throw badInput(noRoot(cwd, asked.exitCode === undefined ? null : asked.stderr));
}

/** Why there is no root to work at; `said` is what git said, null where it was not there to say anything. */
function noRoot(cwd: string, said: string | null): ErrorParts {
  if (said === null) {
    return {
      code: 'git_not_started',
      what: 'git could not be started.',
      why: 'There is no program `git` on the PATH that can be run here.',
      fix: 'Install git 2.38 or newer.',
    };
  }
  if (said.includes('not a git repository')) {
    return {
      code: 'no_repository',
      what: 'This is not a git repository.',
      why: `Neither ${cwd} nor a folder above it holds one.`,
      fix: 'Change into a repository, or make one with `git init` and a first commit.',
    };
  }
  return {
    code: 'repository_unusable',
    what: 'git cannot work in this folder.',
    why: said.trim(),
    fix: 'Do as git says; a run needs a working tree, so not a bare repository and not a folder inside of `.git`.',
  };
}

/** Finds the repository that `cwd` stands in. */
export async function openUserRepository(cwd: string): Promise<UserRepository> {
  const root = await repositoryRoot(cwd);
  const head = await git(root, ['rev-parse', '--verify', 'HEAD^{commit}']);
  if (head === null) {
    throw badInput({
      code: 'no_commit',
      what: 'The repository has no commit yet.',
      why: 'A run starts from a commit.',
      fix: 'Make a first commit, then try again.',
    });
  }
  const common = (await git(root, ['rev-parse', '--git-common-dir'])) ?? '.git';
  return {
    root,
    name: basename(root),
    gitDir: resolve(root, common),
    head,
    branch: (await git(root, ['branch', '--show-current'])) || null,
    identity: {
      name: (await git(root, ['config', 'user.name'])) ?? 'pitboss',
      email: (await git(root, ['config', 'user.email'])) ?? 'pitboss@localhost',
    },
  };
}

const ABSENT = ['ENOENT', 'ENOTDIR'];

/** Text of a file of the user's tree; null where there is none. One that is there and cannot be read must not pass for absent. */
export async function readUserFile(root: string, path: string): Promise<Result<string | null, string>> {
  try {
    return ok(await readFile(join(root, path), 'utf8'));
  } catch (error) {
    const code = errorCode(error);
    return ABSENT.includes(code) ? ok(null) : fail(code === 'EISDIR' ? 'it is a folder' : String(error));
  }
}

function badInput(parts: ErrorParts): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}

/** Standard output of a git command without its line end, or null when it fails. */
async function git(cwd: string, args: readonly string[]): Promise<string | null> {
  const result = await execa('git', args, { cwd, reject: false, stdin: 'ignore' });
  return result.exitCode === 0 ? result.stdout.trim() : null;
}
