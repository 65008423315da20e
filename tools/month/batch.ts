import { execFileSync } from 'node:child_process';

/** The texts of objects, by name, in one process. */
export function batch(remote: string, shas: readonly string[]): ReadonlyMap<string, string> {
  const out = execFileSync('git', ['cat-file', '--batch'], {
    cwd: remote,
    env: { PATH: process.env.PATH, HOME: remote, GIT_CONFIG_NOSYSTEM: '1' },
    input: `${shas.join('\n')}\n`,
    maxBuffer: 256 * 1_048_576,
  });
  const texts = new Map<string, string>();
  let at = 0;
  while (at < out.length) {
    const end = out.indexOf(10, at);
    const [sha = '', , size = '0'] = out.toString('utf8', at, end).split(' ');
    texts.set(sha, out.toString('utf8', end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return texts;
}
