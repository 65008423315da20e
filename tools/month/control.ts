import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Breach, breaches } from './invariants.js';
import { readLedger } from './ledger-view.js';
import { git, LEDGER, type World } from './world.js';

/** Damage that the checks must see, each done to a copy of the remote as the last night left it. */
const DAMAGE: Readonly<Record<string, (remote: string, runId: string) => void>> = {
  'a commit that is gone from the branch': (remote, runId) => {
    git(remote, 'update-ref', `refs/heads/pitboss/grind/${runId}`, `refs/heads/pitboss/grind/${runId}^`);
  },
  'a session whose file is gone': (remote, runId) => rewrite(remote, `runs/${runId}/sessions/0001.json`, null),
  'a ref that belongs to nobody': (remote, runId) => {
    git(remote, 'update-ref', `refs/pitboss/wip/${runId}/session/9999-nobody`, 'refs/heads/main');
  },
  'a day that says less than was spent': (remote) => {
    const path = git(remote, 'ls-tree', '-r', '--name-only', LEDGER, 'spend/').split('\n').at(-1) ?? '';
    const text = git(remote, 'show', `${LEDGER}:${path}`);
    rewrite(remote, path, `${text.replace(/"settled_usd": [0-9.]+/g, '"settled_usd": 0')}\n`);
  },
  'a file whose keys are not sorted': (remote) => rewrite(remote, 'schema.json', '{"schema":1}\n'),
};

/** What of that damage was not seen. */
export function unseen(
  { root, remote, base }: Pick<World, 'root' | 'remote' | 'base'>,
  runId: string,
): readonly Breach[] {
  return Object.entries(DAMAGE).flatMap(([what, damage]) => {
    const copy = join(root, 'damaged.git');
    cpSync(remote, copy, { recursive: true });
    try {
      damage(copy, runId);
      return breaches({ root, remote: copy, base }, readLedger(copy)).length > 0 ? [] : [`${what}: nobody noticed`];
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
}

const NO_OBJECT = '0'.repeat(40);

/** The ledger with one file changed or removed, by a commit as anybody could make it. */
function rewrite(remote: string, path: string, text: string | null): void {
  const [mode, sha] = text === null ? ['0', NO_OBJECT] : ['100644', fed(remote, text, 'hash-object', '-w', '--stdin')];
  git(remote, 'read-tree', LEDGER);
  fed(remote, `${mode} ${sha}\t${path}\n`, 'update-index', '--index-info');
  const commit = git(remote, 'commit-tree', git(remote, 'write-tree'), '-p', LEDGER, '-m', 'damage');
  git(remote, 'update-ref', LEDGER, commit);
}

/** Git, told something on its standard input. */
function fed(remote: string, input: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: remote, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: remote, env, input, encoding: 'utf8' }).trim();
}
