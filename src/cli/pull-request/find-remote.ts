import { PitbossError } from '../../base/pitboss-error.js';
import { type GithubPlace, githubPlace } from './github-place.js';
import { type UserGit, userGit } from './user-git.js';

/** A remote of the user's repository that lies on GitHub. */
export interface GithubRemote extends GithubPlace {
  /** `origin` */
  readonly name: string;
}

/**
 * The remote that the branch of a run is pushed to: where git would push the branch that it starts from, else `origin`, else the
 * only one. Refuses where there is none on GitHub, and where that remote does not have the branch itself.
 */
export async function findRemote(root: string, base: string | null, apiUrl: string | undefined): Promise<GithubRemote> {
  const git = userGit(root);
  if (base === null) {
    throw refused(
      'No branch is checked out, so a pull request would have no base.',
      'HEAD is detached; a pull request asks for changes to be taken into a branch.',
      'Check out the branch that the changes are meant for, or leave `--pr` away.',
    );
  }
  const name = await remoteName(git, base);
  const url = name === null ? null : await git(['remote', 'get-url', '--push', name]);
  const place = url === null ? null : githubPlace(url, apiUrl);
  if (name === null || place === null) {
    throw refused(
      'The repository has no remote on GitHub, so no pull request could be opened at the end.',
      name === null
        ? 'It has no remote.'
        : `The address of the remote ${name} does not name an owner and a repository.`,
      'Add the remote (`git remote add origin …`), or leave `--pr` away.',
    );
  }
  const there = await git(['ls-remote', '--heads', name, `refs/heads/${base}`]);
  if (there === null || there === '') {
    throw refused(
      there === null
        ? `The remote ${name} cannot be read.`
        : `The remote ${name} has no branch ${base}, so a pull request would have no base.`,
      there === null
        ? 'git could not list its branches; the network or the sign-in may be missing.'
        : 'It was not pushed yet.',
      there === null ? `Try \`git ls-remote ${name}\`, then again.` : `Push it first: \`git push ${name} ${base}\`.`,
    );
  }
  return { ...place, name };
}

async function remoteName(git: UserGit, base: string): Promise<string | null> {
  for (const key of [`branch.${base}.pushRemote`, 'remote.pushDefault', `branch.${base}.remote`]) {
    const configured = await git(['config', '--get', key]);
    // A branch may follow another one of the same repository.
    if (configured !== null && configured !== '' && configured !== '.') {
      return configured;
    }
  }
  const names = ((await git(['remote'])) ?? '').split('\n').filter((name) => name !== '');
  return names.includes('origin') ? 'origin' : names.length === 1 ? (names[0] ?? null) : null;
}

function refused(what: string, why: string, fix: string): PitbossError {
  return new PitbossError({ code: 'pr_no_remote', what, why, fix }, { exitCode: 4 });
}
