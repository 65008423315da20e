import { type CallerOptions, createCaller } from './calls/caller.js';
import { comments } from './comments.js';
import { type FolderReads, folderReads } from './folder-reads.js';
import { type IssueHistory, issues } from './issues.js';
import { type PullFate, pulls } from './pulls.js';
import type { RepositoryApi } from './repository-api.js';
import { repositoryReads } from './repository-reads.js';
import { type DispatchFinder, type RunTimes, workflows } from './workflows.js';

/** The shared contract, and look-ups that only the command side needs. */
export interface GitHubRepository
  extends RepositoryApi,
    DispatchFinder,
    FolderReads,
    IssueHistory,
    PullFate,
    RunTimes {}

/**
 * One repository through one Octokit. Reads and idempotent writes are repeated when the server stumbles; creating writes look for
 * their effect first. All rejections are PitbossErrors.
 */
export function repositoryApi(options: CallerOptions): GitHubRepository {
  const caller = createCaller(options);
  return {
    owner: options.owner,
    repo: options.repo,
    ...repositoryReads(caller),
    ...folderReads(caller),
    ...issues(caller),
    ...comments(caller),
    ...workflows(caller),
    ...pulls(caller),
  };
}
