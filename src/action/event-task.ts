import { systemClock } from '../base/system-clock.js';
import { acceptComment } from '../commands/accept.js';
import { commentEventOf } from '../commands/comment-event.js';
import { readConfig, readPlan } from '../commands/document-readers.js';
import { createMemory } from '../commands/memory.js';
import type { CommandLog, CommandPorts } from '../commands/ports.js';
import { reconcile } from '../commands/reconcile.js';
import { restInbox } from '../ledger/rest-inbox.js';
import type { GithubAccess } from './github-side.js';
import type { Job } from './job.js';

/** How far back a job without an App looks for commands that got lost, in milliseconds. */
const LOOK_BACK = 24 * 3_600_000;

export interface EventTask {
  readonly job: Job;
  readonly github: GithubAccess;
  readonly payload: unknown;
  readonly log: CommandLog;
}

/** Handles an event without any App: the same handlers, with the job's own token. Returns one line for the log. */
export async function eventTask(task: EventTask): Promise<string> {
  const ports = commandPorts(task);
  if (task.job.event === 'issue_comment') {
    const event = commentEventOf(task.payload);
    if (event === null) {
      return 'nothing to do: not a new comment by a person';
    }
    const outcome = await acceptComment(event, ports);
    return outcome.kind === 'done'
      ? `${outcome.results.length} command(s) handled`
      : `nothing to do: the comment was ${outcome.kind}`;
  }
  const since = new Date(systemClock.now() - LOOK_BACK).toISOString();
  const report = await reconcile(ports, since);
  return `reconciled: ${report.comments} lost comment(s) taken up, ${report.dispatched.length} run(s) dispatched`;
}

function commandPorts({ job, github, log }: EventTask): CommandPorts {
  return {
    api: github.api,
    inbox: (branch) =>
      restInbox({
        octokit: github.octokit,
        owner: job.owner,
        repo: job.repo,
        branch,
        clock: systemClock,
        random: Math.random,
      }),
    readConfig,
    readPlan,
    clock: systemClock,
    log,
    memory: createMemory(),
  };
}
