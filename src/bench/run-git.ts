import { execa } from 'execa';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@localhost',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@localhost',
};

/** The environment of everything that the bench starts by itself: no settings of whoever runs it. */
export function benchEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...IDENTITY,
  };
}

/** git as a person would run it, for fixtures and for the loop that we are compared with. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execa('git', args, { cwd, env: benchEnvironment(), extendEnv: false, stdin: 'ignore' });
  return stdout.trim();
}
