import { fail, ok, type Result } from '../base/result.js';
import type { LedgerState } from '../ledger/ledger.js';
import { MAX_NOTES } from '../run/notes/note.js';
import { mergedNotes, notesIn } from '../run/notes/take-notes.js';
import { entryOf, isRemoved, type QueueEntry } from '../run/queue.js';
import { startsRun } from '../run/trigger.js';
import { foreignCode } from './answers/foreign-text.js';
import { isGrind } from './grind/grind-runs.js';
import { isPausing, newBudgetsObstacle, pauseObstacle, skipObstacle } from './grind/steering-obstacles.js';

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
  readonly verb: 'rebuy' | 'fold' | 'note' | 'skip' | 'pause';
  readonly issue: number;
  readonly runId: string | null;
  /** Runs whose lease outlived its holder. */
  readonly abandoned: ReadonlySet<string>;
  /** With `rebuy`: whether budgets came along, which only grind runs take. */
  readonly budgets?: boolean;
}

/** The run that a command addresses, or why there is none (Markdown). */
export function findTarget(state: LedgerState, query: TargetQuery): Result<string, string> {
  if (query.runId !== null) {
    return checked(state, query, query.runId);
  }
  const ofGrind = query.verb === 'skip' || query.verb === 'pause' || query.budgets === true;
  const runs = runsOfIssue(state, query.issue).filter((runId) => !ofGrind || isGrind(entryOf(state, runId), state));
  const newest = runs[0];
  if (newest === undefined) {
    return fail(
      ofGrind
        ? 'This issue has no grind run. `/pitboss grind` starts one.'
        : 'This issue has no runs. `/pitboss play` or `/pitboss grind` starts one.',
    );
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
      `Run \`${runId}\` ${entry.status === 'folded' ? 'was folded' : 'is finished'} and has been removed from the ledger, which keeps the newest ended runs only (\`ledger.keep_runs\`). Its branch and its pull request stay; ${starter(entry)} starts a new run.`,
    );
  }
  const obstacle = OBSTACLES[query.verb](entry, { held, state, budgets: query.budgets === true });
  return obstacle === null ? ok(runId) : fail(`Run \`${runId}\` ${obstacle}`);
}

interface Circumstances {
  readonly held: boolean;
  readonly state: LedgerState;
  readonly budgets: boolean;
}

const OBSTACLES: Readonly<Record<TargetQuery['verb'], (entry: QueueEntry, at: Circumstances) => string | null>> = {
  rebuy: rebuyObstacle,
  fold: (entry, { held }) => foldObstacle(entry, held),
  note: noteObstacle,
  skip: (entry, { state }) => skipObstacle(entry, state),
  pause: (entry, { state }) => pauseObstacle(entry, state),
};

/** The command that starts another run of this kind. */
function starter({ record }: QueueEntry): string {
  return record?.kind === 'grind' ? '`/pitboss grind`' : '`/pitboss play`';
}

/** A note needs agents that are still to come. */
function noteObstacle(entry: QueueEntry): string | null {
  if (entry.status === 'finished' || entry.status === 'folded') {
    return `is ${entry.status}: no agent of it will read a note. ${starter(entry)} starts a new run.`;
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

/** Halted, or it should run and no shift holds it. A grind run at work takes new budgets, and may be told not to pause after all. */
function rebuyObstacle(entry: QueueEntry, { held, state, budgets }: Circumstances): string | null {
  if (entry.status === 'finished') {
    return `is finished. ${starter(entry)} starts a new one.`;
  }
  if (entry.status === 'folded') {
    return `was folded and cannot go on. ${starter(entry)} starts a new one.`;
  }
  if (entry.inbox.some((trigger) => trigger.verb === 'fold')) {
    return 'is being folded.';
  }
  if (entry.status === 'waiting' && entry.record?.kind === 'plan' && entry.record.wake_at === null) {
    return 'waits for you: `/pitboss status` shows for what.';
  }
  const unfit = budgets ? newBudgetsObstacle(entry, state) : null;
  return unfit ?? (held && !budgets && !isPausing(entry) ? atWork(entry) : null);
}

function atWork({ runId }: QueueEntry): string {
  return `is at work. \`/pitboss status\` shows how far it is; \`/pitboss fold ${runId}\` stops it.`;
}
