import { setTimeout as wait } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { restInbox } from '../../src/ledger/rest-inbox.js';
import type { InboxScene } from './describe-inbox.js';
import { quiet, seeded } from './support.js';

/** A repository without a ledger on a GitHub that speaks at `baseUrl`. */
export interface RestPlace {
  readonly baseUrl: string;
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  dispose(): Promise<void>;
}

/** For `describeInbox`: independent writers to one repository by REST, without retries or pacing of their own. */
export function restScene(place: RestPlace): InboxScene {
  const { baseUrl, token, owner, repo } = place;
  let writers = 0;
  return {
    async writer() {
      writers += 1;
      const octokit = new Octokit({ baseUrl, auth: token, log: quiet });
      const clock = { now: Date.now, sleep: async (ms: number) => wait(ms / 4) };
      return restInbox({ octokit, owner, repo, branch: 'pitboss/ledger', clock, random: seeded(writers) });
    },
    dispose: () => place.dispose(),
  };
}
