import { execa } from 'execa';

/** git with an identity of its own, so that a machine without one can run the demo too. */
export async function git(
  cwd: string,
  args: readonly string[],
  options: { readonly lenient?: boolean } = {},
): Promise<string> {
  const identity = ['-c', 'user.name=Pitboss demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgsign=false'];
  const { stdout } = await execa('git', [...identity, ...args], { cwd, reject: options.lenient !== true });
  return stdout;
}
