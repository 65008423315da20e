import { execa } from 'execa';
import { PitbossError } from '../../base/pitboss-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What GitHub's own program reads, in its order. */
const VARIABLES = ['GH_TOKEN', 'GITHUB_TOKEN'] as const;
/** For the program to answer, in milliseconds; it may ask the system's key store. */
const PATIENCE = 15_000;

/** The user's token for a host: from the environment, else from GitHub's command line program where it is signed in. */
export async function githubToken(host: string, env: Environment): Promise<string> {
  const given = VARIABLES.map((name) => env[name] ?? '').find((value) => value !== '');
  if (given !== undefined) {
    return given;
  }
  const asked = await execa('gh', ['auth', 'token', '--hostname', host], {
    reject: false,
    stdin: 'ignore',
    timeout: PATIENCE,
    env: { ...env },
    extendEnv: false,
  });
  const token = asked.exitCode === 0 ? asked.stdout.trim() : '';
  if (token === '') {
    throw new PitbossError(
      {
        code: 'pr_no_token',
        what: `There is no token for ${host}, so no pull request could be opened at the end.`,
        why: 'Neither GH_TOKEN nor GITHUB_TOKEN is set, and `gh` is not installed or not signed in.',
        fix: 'Set GH_TOKEN to a token that may write pull requests, or sign in with `gh auth login`; or leave `--pr` away.',
      },
      { exitCode: 4 },
    );
  }
  return token;
}
