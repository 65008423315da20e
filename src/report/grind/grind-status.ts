import type { GrindState, SessionDigest } from '../../grind/grind-state.js';
import { paddedSeq, type SessionStatus } from '../../grind/session-record.js';
import type { RunRecord } from '../../run/record.js';
import { dollars, plural } from '../format.js';
import { clipped, code, inert } from '../markdown.js';
import { budgetTexts, countsText, isSpent, sessionsAtWork, sideBySide } from './grind-facts.js';
import { promptText } from './session-text.js';

/** Longest summary in a row, and sessions at work that are named; how many there are beyond is said. */
const SUMMARY = 160;
const NAMED = 8;

/** What the headline of the status comment says of a grind run where it says something else of other runs; null where it does not. */
export function grindHeadline(record: RunRecord): string | null {
  const { kind, status, wait, grind } = record;
  if (kind !== 'grind') {
    return null;
  }
  if (isSpent(record)) {
    return '🏁 Budget spent';
  }
  if (status === 'waiting' && wait?.code === 'paused') {
    return '⏸ Paused';
  }
  if (status === 'running') {
    return grind?.pausing === true ? '▶️ Grinding, and about to pause' : '▶️ Grinding';
  }
  return null;
}

/** `Rotation nightly, 12 sessions` */
export function grindProgress({ grind }: RunRecord): string {
  return grind === undefined
    ? 'Grinding'
    : `Rotation ${code(clipped(grind.rotation, 64))}, ${plural(grind.iterations, 'session')}`;
}

/** What is left of a run that stands still. */
export function grindKept(record: RunRecord): string {
  const landed = plural(record.grind?.counts.ok ?? 0, 'session that ended ok', 'sessions that ended ok');
  const trees = Object.values(record.orders).flatMap((order) =>
    order.wip_sha === null ? [] : [code(`refs/pitboss/wip/${record.run_id}/${order.kept_as ?? order.unit}`)],
  );
  const named = trees.slice(0, NAMED).join(', ');
  const more = trees.length > NAMED ? ` and ${trees.length - NAMED} more` : '';
  const open = trees.length === 0 ? '' : `; unfinished sessions at ${named}${more}`;
  return `what ${landed} landed on ${code(record.branch)}${open}; the trees of sessions that did not land.`;
}

/** The paragraphs of the status comment that only a grind run has. */
export function grindParagraphs(record: RunRecord, repositoryUrl: string): readonly string[] {
  const { grind } = record;
  if (grind === undefined) {
    return [];
  }
  const counts = countsText(grind);
  return [
    stopLine(record, grind),
    atWorkLine(record),
    counts === '' ? '' : `**Sessions:** ${counts}`,
    budgetLine(record),
    grind.recent.length === 0 ? '' : recentTable(grind, repositoryUrl),
  ];
}

function stopLine({ status }: RunRecord, { stop }: GrindState): string {
  return stop === undefined || status !== 'finished' ? '' : `**Why it ended:** ${inert(clipped(stop.text, SUMMARY))}`;
}

function atWorkLine(record: RunRecord): string {
  const sessions = sessionsAtWork(record);
  if (sessions.length === 0) {
    return '';
  }
  const named = sessions.slice(0, NAMED).map(({ seq, prompt, stage }) => {
    return `${paddedSeq(seq)} ${promptText(prompt)}${stage === '' ? '' : ` (${stage})`}`;
  });
  const more = sessions.length > NAMED ? ` and ${sessions.length - NAMED} more` : '';
  const beside = sideBySide(record);
  const jobs = beside < 2 ? '' : `${plural(beside, 'session')} side by side, in up to ${beside} jobs: `;
  const still = record.status === 'running' || record.status === 'queued' ? 'At work' : 'Unfinished';
  return `**${still}:** ${jobs}${named.join(', ')}${more}`;
}

function budgetLine(record: RunRecord): string {
  const budgets = budgetTexts(record);
  return budgets.length === 0 ? '' : `**Budgets:** ${budgets.map(inert).join(' · ')}`;
}

const MARKS: Readonly<Record<SessionStatus, string>> = {
  ok: '✅',
  error: '❌',
  timeout: '⌛',
  skipped: '⏭',
  aborted: '⏹',
  discarded: '↩️',
  conflict: '🔀',
};

function recentTable({ recent, iterations }: GrindState, repositoryUrl: string): string {
  const rows = recent.toReversed().map((session) => recentRow(session, repositoryUrl));
  const more = iterations - recent.length;
  return [
    '| | Session | Prompt | Status | Commit | Cost | Summary |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    ...(more > 0 ? [`\n_${plural(more, 'older session')} not shown._`] : []),
  ].join('\n');
}

function recentRow({ seq, prompt, status, commit, usd, summary }: SessionDigest, repositoryUrl: string): string {
  const text = inert(clipped(summary, SUMMARY));
  return `| ${MARKS[status]} | ${paddedSeq(seq)} | ${promptText(prompt)} | ${status} | ${commitLink(commit, repositoryUrl)} | ${dollars(usd)} | ${text} |`;
}

function commitLink(commit: string | null, repositoryUrl: string): string {
  return commit === null || !/^[0-9a-f]{7,64}$/.test(commit)
    ? ''
    : `[\`${commit.slice(0, 7)}\`](${repositoryUrl}/commit/${commit})`;
}
