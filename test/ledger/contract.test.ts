import { setTimeout as wait } from 'node:timers/promises';
import { gitInbox } from '../../src/ledger/git-inbox.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import { githubLedgerRef, LAPTOP_LEDGER_REF } from '../../src/ledger/paths.js';
import { BOT, scene } from '../git/support.js';
import { describeInbox } from './describe-inbox.js';
import { seeded } from './support.js';

function gitScene(ref: string, remoteOf: (here: ReturnType<typeof scene>) => string) {
  return async () => {
    const here = scene({ 'a.txt': 'a\n' });
    // Real pauses, short ones: what is under test is that writers who lose a race come again.
    const clock = { now: Date.now, sleep: async (ms: number) => wait(ms / 4) };
    let writers = 0;
    return {
      async writer() {
        writers += 1;
        const mine = writers;
        const repository = await here.open({ name: `writer-${mine}.git`, remote: remoteOf(here) });
        return gitInbox(gitLedger({ repository, ref, identity: BOT, clock, random: seeded(mine) }));
      },
      dispose: () => here.dispose(),
    };
  };
}

describeInbox(
  'git and a server',
  gitScene(githubLedgerRef('pitboss/ledger'), (here) => `file://${here.remote}`),
);
describeInbox(
  'git and a laptop',
  gitScene(LAPTOP_LEDGER_REF, (here) => here.remote),
);
