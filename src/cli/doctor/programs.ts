import type { RunProgram } from '../../process/program.js';
import type { Places } from '../terminal.js';
import { askVersion } from './ask-version.js';
import { type Check, good, problem } from './check.js';

const LEAST_GIT = [2, 38] as const;
/** What `engines` in package.json says. */
const LEAST_NODE = [20, 18] as const;

const GIT = { argv: ['git', '--version'], read: (text: string) => /\d+\.\d+[.\d]*/.exec(text)?.[0] ?? null } as const;

/** The version of git; null where there is none. */
export async function gitVersion(run: RunProgram, env: Places['env']): Promise<string | null> {
  return (await askVersion(run, GIT, env)).version;
}

export function gitCheck(found: string | null): Check {
  if (found !== null && atLeast(found, LEAST_GIT)) {
    return good('git', `git ${found}`);
  }
  return problem('git', {
    what: found === null ? 'git was not found.' : `git ${found} is too old.`,
    why: `Pitboss needs git ${LEAST_GIT.join('.')} or newer on the PATH.`,
    fix: 'Install a newer git.',
  });
}

export function nodeCheck(version: string): Check {
  return atLeast(version, LEAST_NODE)
    ? good('node', `Node ${version}`)
    : problem('node', {
        what: `Node ${version} is too old.`,
        why: `Pitboss needs Node ${LEAST_NODE.join('.')} or newer.`,
        fix: 'Install a newer Node.',
      });
}

function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
