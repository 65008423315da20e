import { systemClock } from '../base/system-clock.js';
import { type AcceptOutcome, acceptComment } from '../commands/accept.js';
import { commentEventOf } from '../commands/comment-event.js';
import { readConfig, readPlan } from '../commands/document-readers.js';
import { createMemory } from '../commands/memory.js';
import { acceptLabel } from '../commands/occasions/accept-label.js';
import { labelEventOf } from '../commands/occasions/label-event.js';
import type { CommandLog, CommandPorts } from '../commands/ports.js';
import { reconcile, reconcileRuns } from '../commands/reconcile.js';
import { restInbox } from '../ledger/rest-inbox.js';
import { plural } from '../report/format.js';
import { commandInput, dispatchedCommand } from './events/dispatched-command.js';
import { orFail, schedules } from './events/schedules.js';
import type { GithubAccess } from './github-side.js';
import type { Job } from './job.js';

/** How far back a job without an App looks for commands that got lost, in milliseconds. */
const LOOK_BACK = 24 * 3_600_000;

export interface EventTask {
  readonly job: Job;
  readonly github: GithubAccess;
  readonly payload: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: CommandLog;
  /** Shows a line beside the job. */
  readonly notice: (text: string) => void;
}

/**
 * Handles an event without any App: the same handlers, with the job's own token. Returns one line for the log; rejects with the
 * PitbossError of a command that could not be carried out, after its author was told.
 */
export async function eventTask(task: EventTask): Promise<string> {
  const ports = commandPorts(task);
  if (task.job.event === 'issue_comment') {
    const event = commentEventOf(task.payload);
    if (event === null) {
      return 'nothing to do: not a new comment by a person';
    }
    return commentTask(await acceptComment(event, ports), ports);
  }
  if (task.job.event === 'issues') {
    return labelTask(task.payload, ports);
  }
  const command = commandInput(task.payload);
  if (task.job.event === 'workflow_dispatch' && command !== '') {
    return dispatchedCommand(command, task, ports);
  }
  return timerTask(task, ports);
}

async function labelTask(payload: unknown, ports: CommandPorts): Promise<string> {
  const event = labelEventOf(payload);
  const outcome = event === null ? null : await acceptLabel(event, ports);
  if (outcome === null || outcome.kind === 'ignored') {
    return 'nothing to do: not a label of ours that a person put on';
  }
  if (outcome.kind === 'failed') {
    throw outcome.error;
  }
  return `label ${outcome.kind}${'runId' in outcome ? `: run ${outcome.runId}` : ''}`;
}

/** What a schedule asks for, and a look for what got lost, which starting the workflow by hand asks for as well. */
async function timerTask(task: EventTask, ports: CommandPorts): Promise<string> {
  const due = task.job.event === 'schedule' ? await schedules(task.payload, task, ports) : null;
  for (const text of due?.notices ?? []) {
    task.notice(text);
  }
  const since = new Date(systemClock.now() - LOOK_BACK).toISOString();
  const report = await reconcile(ports, since);
  if (due !== null) {
    orFail(due);
  }
  const started = due === null || due.started.length === 0 ? '' : `started: ${due.started.join(', ')}; `;
  return `${started}reconciled: ${plural(report.comments, 'lost comment')} taken up, ${plural(report.dispatched.length, 'run')} dispatched`;
}

/** Nobody else looks for runs that got stuck, so every command does, a reading one as well. */
async function commentTask(outcome: AcceptOutcome, ports: CommandPorts): Promise<string> {
  if (outcome.kind === 'failed') {
    throw outcome.error;
  }
  if (outcome.kind !== 'done') {
    return `nothing to do: the comment was ${outcome.kind}`;
  }
  const dispatched = await reconcileRuns(ports);
  return `${plural(outcome.results.length, 'command')} handled, ${plural(dispatched.length, 'stuck run')} dispatched`;
}

export function commandPorts({ job, github, log }: Pick<EventTask, 'job' | 'github' | 'log'>): CommandPorts {
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
