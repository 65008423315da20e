import { fail, ok, type Result } from '../base/result.js';
import type { LedgerState } from '../ledger/ledger.js';
import { MAX_NOTES } from '../run/notes/note.js';
import { mergedNotes, notesIn } from '../run/notes/take-notes.js';
import { entryOf, isRemoved, type QueueEntry } from '../run/queue.js';
import { startsRun } from '../run/trigger.js';
import { foreignCode } from './answers/foreign-text.js';

/** All runs that were started from an issue, or whose pull request has this number, newest first (ids begin with the time). */
export function runsOfIssue(state: LedgerState, issue: number): readonly string[] {
  const ids = new Set<string>();
  for (const trigger of state.triggers) {
    if (startsRun(trigger) && trigger.issue?.number === issue) {
      ids.add(trigger.run_id);
    }
  }
  for (const [id, record] of state.runs) {
    if (record.issue === issue || record.effects.pull_request?.number === issue) {
      ids.add(id);
    }
  }
  return [...ids].sort().reverse();
}

export interface TargetQuery {
  readonly verb: 'rebuy' | 'fold' | 'note';
  readonly issue: number;
  readonly runId: string | null;
  /** Runs whose lease outlived its holder. */
  readonly abandoned: ReadonlySet<string>;
}

/** The run that a command addresses, or why there is none (Markdown). */
export function findTarget(state: LedgerState, query: TargetQuery): Result<string, string> {
  if (query.runId !== null) {
    return checked(state, query, query.runId);
  }
  const runs = runsOfIssue(state, query.issue);
  const newest = runs[0];
  if (newest === undefined) {
    return fail('This issue has no runs. `/pitboss play` starts one.');
  }
  const fitting = runs.filter((runId) => checked(state, query, runId).ok);
  const found = fitting.find((runId) => !isRetry(entryOf(state, runId), query.verb)) ?? fitting[0];
  return found === undefined ? checked(state, query, newest) : ok(found);
}

/** Whether the command would only repeat what is accepted already; then it is meant for another run, if there is one. */
function isRetry(entry: QueueEntry, verb: TargetQuery['verb']): boolean {
  if (verb === 'note') {
    return false;
  }
  return (verb === 'rebuy' && entry.status === 'pending') || entry.inbox.some((trigger) => trigger.verb === verb);
}

function checked(state: LedgerState, query: TargetQuery, runId: string): Result<string, string> {
  const entry = entryOf(state, runId);
  const held = entry.lease !== null && !query.abandoned.has(runId);
  const known = entry.record !== null || entry.inbox.some(startsRun);
  if (!known) {
    return fail(
      `There is no run ${foreignCode(runId)}; if there was one, it ended and was removed from the ledger (\`ledger.keep_runs\`). \`/pitboss status\` lists the runs of this issue.`,
    );
  }
  if (isRemoved(entry)) {
    return fail(
      `Run \`${runId}\` ${entry.status === 'folded' ? 'was folded' : 'is finished'} and has been removed from the ledger, which keeps the newest ended runs only (\`ledger.keep_runs\`). Its branch and its pull request stay; \`/pitboss play\` starts a new run.`,
    );
  }
  const obstacle = OBSTACLES[query.verb](entry, held);
  return obstacle === null ? ok(runId) : fail(`Run \`${runId}\` ${obstacle}`);
}

const OBSTACLES: Readonly<Record<TargetQuery['verb'], (entry: QueueEntry, held: boolean) => string | null>> = {
  rebuy: rebuyObstacle,
  fold: foldObstacle,
  note: noteObstacle,
};

/** A note needs agents that are still to come. */
function noteObstacle(entry: QueueEntry): string | null {
  if (entry.status === 'finished' || entry.status === 'folded') {
    return `is ${entry.status}: no agent of it will read a note. \`/pitboss play\` starts a new run.`;
  }
  if (entry.inbox.some((trigger) => trigger.verb === 'fold')) {
    return 'is being folded: no agent of it will read a note.';
  }
  if (entry.record?.kind === 'plan') {
    return 'plans, and its agent is told what to do by `/pitboss answer` and `/pitboss revise`.';
  }
  const notes = mergedNotes(entry.record?.notes ?? [], notesIn(entry.inbox));
  return notes.length < MAX_NOTES
    ? null
    : `has ${notes.length} notes already, and at most ${MAX_NOTES} are taken. What holds for the whole project belongs into a file of the repository.`;
}

/** Repeating a command for a run that nobody holds is asking for another try to start it. */
function foldObstacle(entry: QueueEntry, held: boolean): string | null {
  if (entry.status === 'finished' || entry.status === 'folded') {
    return `is ${entry.status} already; there is nothing to stop.`;
  }
  return held && entry.inbox.some((trigger) => trigger.verb === 'fold') ? 'is being folded already.' : null;
}

/** Halted, or it should run and no shift holds it. */
function rebuyObstacle(entry: QueueEntry, held: boolean): string | null {
  if (entry.status === 'finished') {
    return 'is finished. `/pitboss play` starts a new one.';
  }
  if (entry.status === 'folded') {
    return 'was folded and cannot go on. `/pitboss play` starts a new one.';
  }
  if (entry.inbox.some((trigger) => trigger.verb === 'fold')) {
    return 'is being folded.';
  }
  if (entry.status === 'waiting' && entry.record?.kind === 'plan' && entry.record.wake_at === null) {
    return 'waits for you: `/pitboss status` shows for what.';
  }
  return held
    ? `is at work. \`/pitboss status\` shows how far it is; \`/pitboss fold ${entry.runId}\` stops it.`
    : null;
}
