import { execa } from 'execa';

/** Runs git in the user's repository; standard output without its line end, or null when it failed. */
export type UserGit = (args: readonly string[]) => Promise<string | null>;

/** For one command, in milliseconds: it may ask a server, and the user for a passphrase. */
const PATIENCE = 300_000;

/** The user's own git with the user's own settings and sign-in: it acts for them, in their repository. */
export function userGit(root: string): UserGit {
  return async (args) => {
    const ran = await execa('git', args, { cwd: root, reject: false, stdin: 'inherit', timeout: PATIENCE });
    return ran.exitCode === 0 ? ran.stdout.trim() : null;
  };
}
