import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type OpenedRepository, openTrustedRepository } from '../../src/git/trusted-repository.js';
import { gitInbox } from '../../src/ledger/git-inbox.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import { githubLedgerRef } from '../../src/ledger/paths.js';
import { startLocalGithub } from '../../src/local-github/index.js';
import { BOT, write } from '../git/support.js';
import { describeInbox, type InboxScene } from './describe-inbox.js';
import { type RestPlace, restScene } from './rest-scene.js';
import { seeded } from './support.js';

async function place(): Promise<RestPlace & { readonly root: string; readonly cloneUrl: string }> {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-ledger-'));
  const github = await startLocalGithub({ dataDir: join(root, 'github') });
  const { token } = github.addUser('ada');
  write(join(root, 'files'), { 'a.txt': 'a\n' });
  const { cloneUrl } = await github.createRepository({ owner: 'ada', name: 'r', from: join(root, 'files') });
  const dispose = async () => {
    await github.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { root, cloneUrl, baseUrl: github.url, token, owner: 'ada', repo: 'r', dispose };
}

async function mixed(kinds: readonly ('rest' | 'git')[]): Promise<InboxScene> {
  const here = await place();
  const rest = restScene(here);
  const opened: OpenedRepository[] = [];
  let writers = 0;
  return {
    async writer() {
      writers += 1;
      const mine = writers;
      if (kinds[mine % kinds.length] === 'rest') {
        return rest.writer();
      }
      const gitDir = join(here.root, `writer-${mine}.git`);
      const { cloneUrl: remote, token } = here;
      const repository = await openTrustedRepository({ gitDir, remote, token: async () => token, env: process.env });
      opened.push(repository);
      const clock = { now: Date.now, sleep: async (ms: number) => wait(ms / 4) };
      const ref = githubLedgerRef('pitboss/ledger');
      return gitInbox(gitLedger({ repository, ref, identity: BOT, clock, random: seeded(mine + 100) }));
    },
    async dispose() {
      await Promise.all(opened.map((repository) => repository.close()));
      await rest.dispose();
    },
  };
}

describeInbox("GitHub's REST API", () => mixed(['rest']));
describeInbox('REST and git side by side', () => mixed(['rest', 'git']));
