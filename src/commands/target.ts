import { fail, ok, type Result } from '../base/result.js';
import type { LedgerState } from '../ledger/ledger.js';
import { entryOf, type QueueEntry } from '../run/queue.js';
import { foreignCode } from './answers/foreign-text.js';

/** All runs that were started from an issue, newest first (ids begin with the time). */
export function runsOfIssue(state: LedgerState, issue: number): readonly string[] {
  const ids = new Set<string>();
  for (const trigger of state.triggers) {
    if (trigger.verb === 'play' && trigger.issue?.number === issue) {
      ids.add(trigger.run_id);
    }
  }
  for (const [id, record] of state.runs) {
    if (record.issue === issue) {
      ids.add(id);
    }
  }
  return [...ids].sort().reverse();
}

export interface TargetQuery {
  readonly verb: 'rebuy' | 'fold';
  readonly issue: number;
  readonly runId: string | null;
}

/** The run that a command addresses, or why there is none (Markdown). */
export function findTarget(state: LedgerState, query: TargetQuery): Result<string, string> {
  if (query.runId !== null) {
    return checked(state, query.verb, query.runId);
  }
  const runs = runsOfIssue(state, query.issue);
  const newest = runs[0];
  if (newest === undefined) {
    return fail('This issue has no runs. `/pitboss play` starts one.');
  }
  const found = runs.find((runId) => checked(state, query.verb, runId).ok);
  return found === undefined ? checked(state, query.verb, newest) : ok(found);
}

function checked(state: LedgerState, verb: 'rebuy' | 'fold', runId: string): Result<string, string> {
  const entry = entryOf(state, runId);
  const known = entry.record !== null || entry.inbox.some((trigger) => trigger.verb === 'play');
  if (!known) {
    return fail(`There is no run ${foreignCode(runId)}. \`/pitboss status\` lists the runs of this issue.`);
  }
  const obstacle = verb === 'fold' ? foldObstacle(entry) : rebuyObstacle(entry);
  return obstacle === null ? ok(runId) : fail(`Run \`${runId}\` ${obstacle}`);
}

function foldObstacle(entry: QueueEntry): string | null {
  if (entry.status === 'finished' || entry.status === 'folded') {
    return `is ${entry.status} already; there is nothing to stop.`;
  }
  return entry.inbox.some((trigger) => trigger.verb === 'fold') ? 'is being folded already.' : null;
}

/** Halted, or interrupted: it should run and no shift holds it. */
function rebuyObstacle(entry: QueueEntry): string | null {
  if (entry.status === 'finished') {
    return 'is finished. `/pitboss play` starts a new one.';
  }
  if (entry.status === 'folded') {
    return 'was folded and cannot go on. `/pitboss play` starts a new one.';
  }
  if (entry.inbox.some((trigger) => trigger.verb === 'fold')) {
    return 'is being folded.';
  }
  if (entry.inbox.some((trigger) => trigger.verb === 'rebuy')) {
    return 'is asked to go on already.';
  }
  if (entry.status === 'pending') {
    return 'has not begun yet; it starts by itself.';
  }
  return entry.status !== 'halted' && entry.lease !== null
    ? 'is at work. `/pitboss status` shows how far it is; `/pitboss fold` stops it.'
    : null;
}
