import { systemClock } from '../base/system-clock.js';
import { type OpenedRepository, openTrustedRepository } from '../git/trusted-repository.js';
import { gitLedger } from '../ledger/git-store.js';
import type { LedgerStore } from '../ledger/ledger.js';
import { githubLedgerRef } from '../ledger/paths.js';
import type { GithubAccess } from './github-side.js';
import type { Job } from './job.js';

export interface JobLedger {
  readonly repository: OpenedRepository;
  readonly ledger: LedgerStore;
}

/** The trusted repository of this job and the ledger on it. Credentials are fetched for each network command and never stored. */
export async function openJobLedger(job: Job, github: GithubAccess, ledgerBranch: string): Promise<JobLedger> {
  const repository = await openTrustedRepository({
    gitDir: `${job.workDir}/git`,
    remote: `${job.repositoryUrl}.git`,
    token: github.token,
    quietToken: github.quietToken,
    env: process.env,
  });
  const ledger = gitLedger({
    repository,
    ref: githubLedgerRef(ledgerBranch),
    identity: github.identity,
    clock: systemClock,
    random: Math.random,
  });
  return { repository, ledger };
}
