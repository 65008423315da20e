import { paddedSeq } from '../../grind/session-record.js';
import type { RunRecord } from '../../run/record.js';
import { dollars, plural } from '../format.js';
import { clipped } from '../markdown.js';
import { budgetTexts, sessionsAtWork, sessionsText } from './grind-facts.js';

/** Sessions that are listed, the newest; sessions at work that are named. */
const RECENT = 10;
const NAMED = 8;
/** Longest summary in a line. */
const SUMMARY = 120;

/** What a terminal shows of a run that grinds, where others show their phases. */
export function grindLines(record: RunRecord): readonly string[] {
  const { grind } = record;
  if (grind === undefined) {
    return [];
  }
  const budgets = budgetTexts(record);
  const stop = grind.stop === undefined || record.status !== 'finished' ? [] : [`ended: ${plain(grind.stop.text)}`];
  return [
    `rotation: ${plain(grind.rotation)}`,
    sessionsText(grind),
    ...recentLines(record),
    ...atWork(record),
    ...(budgets.length === 0 ? [] : [`budgets: ${budgets.join(', ')}`]),
    ...(grind.pausing ? ['a pause was asked for: no further session begins'] : []),
    ...stop,
  ];
}

function recentLines({ grind }: RunRecord): readonly string[] {
  return (grind?.recent ?? []).slice(-RECENT).map(({ seq, prompt, status, commit, usd, summary }) => {
    const what = commit === null ? 'no commit' : commit.slice(0, 7);
    const said = summary === '' ? '' : ` — ${plain(summary)}`;
    return `  ${paddedSeq(seq)} ${plain(prompt)} ${status}: ${what}, ${dollars(usd)}${said}`;
  });
}

function atWork(record: RunRecord): readonly string[] {
  const sessions = sessionsAtWork(record);
  const named = sessions
    .slice(0, NAMED)
    .map(({ seq, prompt, stage }) => `${paddedSeq(seq)} ${plain(prompt)}${stage === '' ? '' : ` (${stage})`}`);
  const more = sessions.length > NAMED ? ` and ${plural(sessions.length - NAMED, 'more', 'more')}` : '';
  const still = record.status === 'running' || record.status === 'queued' ? 'at work' : 'unfinished';
  return sessions.length === 0 ? [] : [`${still}: ${named.join(', ')}${more}`];
}

/** One line without what a terminal would obey. */
function plain(text: string): string {
  return clipped(text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, ''), SUMMARY);
}
