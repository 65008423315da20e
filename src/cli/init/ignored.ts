import { execa } from 'execa';

export interface Ignored {
  readonly path: string;
  /** The rule with its place: `.gitignore:3: .pitboss/`. */
  readonly rule: string;
}

/** Which of these paths git would leave out of a commit, and by which rule. A path that is tracked already is none. */
export async function ignoredPaths(root: string, paths: readonly string[]): Promise<readonly Ignored[]> {
  if (paths.length === 0) {
    return [];
  }
  const args = ['check-ignore', '--verbose', '-z', '--stdin'];
  const { stdout } = await execa('git', args, { cwd: root, reject: false, input: paths.join('\0') });
  const fields = stdout.split('\0');
  return paths.flatMap((_, index) => {
    const [source, line, pattern, path] = fields.slice(index * 4, index * 4 + 4);
    // A rule that begins with `!` takes a path back in.
    return path === undefined || pattern?.startsWith('!') ? [] : [{ path, rule: `${source}:${line}: ${pattern}` }];
  });
}
