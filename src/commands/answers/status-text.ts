import type { LedgerState } from '../../ledger/ledger.js';
import { planningWord } from '../../report/planning/planning-lines.js';
import { spentUsd } from '../../run/budget.js';
import { capsOf, leftUsd } from '../../run/money/caps.js';
import { othersSpending } from '../../run/money/spend.js';
import { mergedNotes, notesIn } from '../../run/notes/take-notes.js';
import { entryOf, isRemoved, placeInQueue, type QueueEntry } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import { movesRun, type Trigger } from '../../run/trigger.js';
import { dayOf, totalUsage } from '../../run/usage.js';
import { runsOfIssue } from '../target.js';
import { foreign, foreignCode } from './foreign-text.js';
import { grindRows } from './grind-status.js';

const MAX_RUNS = 10;

/** The runs of an issue (or one run), newest first, from the ledger alone. */
export function statusText(state: LedgerState, query: StatusQuery): string {
  const all = query.runId === null ? runsOfIssue(state, query.issue) : [query.runId];
  const entries = all.map((runId) => entryOf(state, runId)).filter((entry) => exists(state, entry));
  if (entries.length === 0) {
    return query.runId === null
      ? 'This issue has no runs yet. `/pitboss play` or `/pitboss grind` starts one.'
      : `There is no run ${foreignCode(query.runId)} on the ledger. Runs that ended are removed in time (\`ledger.keep_runs\`); their branches and pull requests stay.`;
  }
  const shown = entries.slice(0, MAX_RUNS).map((entry) => entryText(state, entry, query.slots));
  const rest = entries.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${rest} older.`] : [])].join('\n\n');
}

export interface StatusQuery {
  readonly issue: number;
  readonly runId: string | null;
  readonly slots: number;
}

function exists(state: LedgerState, entry: QueueEntry): boolean {
  return entry.record !== null || state.triggers.some((trigger) => trigger.run_id === entry.runId);
}

function entryText(state: LedgerState, entry: QueueEntry, slots: number): string {
  const lines = [`**${entry.runId}**: ${statusWord(state, entry, slots)}`];
  const record = entry.record;
  if (record !== null) {
    lines.push(...progressRows(record));
    lines.push(spentLine(record), ...capRows(state, record));
    const branch = record.kind === 'plan' ? '' : `Branch: ${foreignCode(record.branch)}, `;
    lines.push(`- ${branch}last change ${foreign(record.updated_at, 40)}`);
    if (record.halt !== null && record.status === 'halted') {
      lines.push(`- Halted: ${foreign(record.halt.what)} ${foreign(record.halt.why)}`);
      lines.push(`- What to do: ${foreign(record.halt.fix)}`);
    }
  }
  if (isRemoved(entry)) {
    lines.push('- Removed from the ledger (`ledger.keep_runs`); its branch and its pull request stay.');
    return lines.join('\n');
  }
  if (record?.status === 'waiting' && record.wait) {
    lines.push(`- ${foreign(record.wait.what)} ${foreign(record.wait.fix)}`);
  }
  const asked = entry.inbox.filter((trigger) => movesRun(trigger) || steersRun(trigger)).map((trigger) => trigger.verb);
  const notes = mergedNotes(record?.notes ?? [], notesIn(entry.inbox));
  if (notes.length > 0) {
    const unread = notes.filter(({ shown }) => shown.length === 0).length;
    lines.push(`- Notes: ${notes.length}${unread === 0 ? '' : `, of which no agent has been shown ${unread} yet`}`);
  }
  if (asked.length > 0) {
    lines.push(`- Accepted and not yet applied: ${asked.join(', ')}`);
  }
  return lines.join('\n');
}

function steersRun({ verb }: Trigger): boolean {
  return verb === 'skip' || verb === 'pause';
}

/** How far a run is, in the words of its kind. */
function progressRows(record: RunRecord): readonly string[] {
  if (record.kind === 'grind') {
    return grindRows(record);
  }
  const { completed } = record;
  const done = completed.map((id) => foreign(id, 20)).join(', ');
  return record.kind === 'plan'
    ? [`- Planning: ${planningWord(record)}`]
    : [`- Phases done: ${completed.length === 0 ? 'none' : `${completed.length} (${done})`}`];
}

/** Reservations that nobody settled count as spent (I5). */
function spentLine(record: RunRecord): string {
  const { unsettled_usd: unsettled } = record.usage;
  const cutOff = unsettled > 0 ? ` ($${unsettled.toFixed(2)} of it reserved for work that was cut off)` : '';
  const calls = totalUsage(record.usage.by_role).dispatches;
  return `- Spent: $${spentUsd(record).toFixed(2)}${cutOff} in ${calls} agent calls`;
}

/** What is left under each cap that is set, for the phase that was at work last and the day of the last change. */
function capRows(state: LedgerState, record: RunRecord): readonly string[] {
  const day = dayOf(record.updated_at);
  const unit = Object.values(record.orders)[0]?.unit ?? null;
  const others = othersSpending(state, record, day);
  const caps = capsOf(record, { unit: unit ?? '', day, issue: record.issue, others });
  return caps
    .filter(({ cap }) => cap !== 'phase' || unit !== null)
    .map((cap) => {
      const spent = `$${cap.spentUsd.toFixed(2)} of $${cap.capUsd.toFixed(2)}, $${leftUsd(cap).toFixed(2)} left`;
      return `- Cap of ${foreign(cap.name, 60)}: ${spent} (\`${cap.key}\`)`;
    });
}

function statusWord(state: LedgerState, entry: QueueEntry, slots: number): string {
  const place = placeInQueue(state, entry.runId, slots);
  if (entry.status === 'pending') {
    return place === 0 ? 'accepted, starts as soon as a runner takes it' : `accepted, ${place} before it in the queue`;
  }
  if (entry.status === 'running' && entry.lease === null) {
    return 'between two shifts';
  }
  return entry.status;
}
