import { spentUsd } from '../budget.js';
import { triggerPath } from '../ids.js';
import type { RunRecord } from '../record.js';
import { startsRun, type Trigger } from '../trigger.js';
import { roundUsd } from '../usage.js';
import { NOTHING_PRUNED, type Pruned } from './pruned.js';

/** Commands are kept at least this long (I4): nobody looks for comments that are older, and GitHub delivers none again. */
export const TRIGGER_DAYS = 35;

/** Runs that one commit removes at most; the next one goes on. */
const MOST_AT_ONCE = 200;

export interface PruneFacts {
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly triggers: readonly Trigger[];
  readonly pruned?: Pruned | undefined;
  /** Days (`yyyy-mm-dd`) whose spending no reading looks at any more. */
  readonly oldDays?: readonly string[] | undefined;
}

export interface PruneRequest {
  /** `ledger.keep_runs`. */
  readonly keep: number;
  /** The run that ends with this commit: the newest of the ended ones, whatever its record on the ledger still says. */
  readonly ending: string;
  /** ISO 8601. */
  readonly now: string;
}

export interface Pruning {
  readonly runs: readonly string[];
  /** Paths of commands that may go. */
  readonly triggers: readonly string[];
  readonly days: readonly string[];
  /** The note of what was removed, afterwards. */
  readonly pruned: Pruned;
}

/** What the commit that ends a run removes; null for nothing. A function of the ledger, so two of these commits never disagree. */
export function pruning(facts: PruneFacts, request: PruneRequest): Pruning | null {
  const gone = runsToGo(facts, request);
  const known = facts.pruned ?? NOTHING_PRUNED;
  const noted = { ...known.runs, ...Object.fromEntries(gone.map((record) => [record.run_id, note(record)])) };
  const oldest = dayBefore(request.now);
  const triggers = facts.triggers.filter(
    (trigger) => trigger.at.slice(0, 10) < oldest && runIsGone(facts, noted, trigger),
  );
  const days = (facts.oldDays ?? []).filter((day) => day < oldest);
  if (gone.length + triggers.length + days.length === 0) {
    return null;
  }
  const going = new Set(triggers.map(({ key }) => key));
  const spoken = new Set(facts.triggers.filter(({ key }) => !going.has(key)).map((trigger) => trigger.run_id));
  return {
    runs: gone.map((record) => record.run_id),
    triggers: triggers.map(({ at, key }) => triggerPath(at, key)),
    days,
    pruned: {
      ...known,
      // Once no command speaks of a run any more, nothing has to be told apart.
      runs: Object.fromEntries(Object.entries(noted).filter(([runId]) => spoken.has(runId))),
      spent_usd_by_issue: withSpent(known.spent_usd_by_issue, gone),
    },
  };
}

/** Ended runs beyond the newest, the oldest first. */
function runsToGo({ runs, triggers }: PruneFacts, { keep, ending }: PruneRequest): readonly RunRecord[] {
  const all = [...runs.values()];
  const wanted = parentsInUse(all, triggers, ending);
  const ended = all
    .filter((record) => isOver(record) && record.lease === null && record.run_id !== ending)
    .sort((a, b) => (endOf(a) < endOf(b) ? 1 : -1));
  const gone = ended.slice(Math.max(0, keep - 1)).filter(({ run_id }) => !wanted.has(run_id));
  return gone.reverse().slice(0, MOST_AT_ONCE);
}

/** Runs that one which is not over goes back to. */
function parentsInUse(
  all: readonly RunRecord[],
  triggers: readonly Trigger[],
  ending: string,
): ReadonlySet<string | null> {
  const open = all.filter((record) => !isOver(record) && record.run_id !== ending);
  const known = new Set(all.map((record) => record.run_id));
  const pending = triggers.filter((trigger) => startsRun(trigger) && !known.has(trigger.run_id));
  return new Set([
    ...open.map((record) => record.parent_run),
    ...pending.map((trigger) => trigger.sweep_request?.parent_run ?? null),
  ]);
}

/** Not so for one that was accepted and waits to be taken up: it has no record either. */
function runIsGone({ runs, triggers }: PruneFacts, noted: Pruned['runs'], { run_id: runId }: Trigger): boolean {
  if (noted[runId] !== undefined) {
    return true;
  }
  return !runs.has(runId) && !triggers.some((other) => other.run_id === runId && startsRun(other));
}

function isOver({ status }: RunRecord): boolean {
  return status === 'finished' || status === 'folded';
}

function endOf(record: RunRecord): string {
  return `${record.updated_at} ${record.run_id}`;
}

function note(record: RunRecord): Pruned['runs'][string] {
  const status = record.status === 'folded' ? 'folded' : 'finished';
  return { status, ended_at: record.updated_at, issue: record.issue };
}

function withSpent(known: Pruned['spent_usd_by_issue'], gone: readonly RunRecord[]): Pruned['spent_usd_by_issue'] {
  const spent = new Map(Object.entries(known));
  for (const record of gone) {
    if (record.issue !== null) {
      const issue = String(record.issue);
      spent.set(issue, roundUsd((spent.get(issue) ?? 0) + spentUsd(record)));
    }
  }
  return Object.fromEntries(spent);
}

/** The first day whose commands stay. */
function dayBefore(now: string): string {
  return new Date(Date.parse(now) - TRIGGER_DAYS * 86_400_000).toISOString().slice(0, 10);
}
