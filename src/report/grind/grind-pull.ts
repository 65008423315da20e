import { paddedSeq, type SessionRecord } from '../../grind/session-record.js';
import type { RunRecord } from '../../run/record.js';
import { dollars, plural } from '../format.js';
import { clipped, code, inert } from '../markdown.js';
import type { RunView } from '../run-view.js';
import { sessionsText } from './grind-facts.js';
import { metricsSection } from './grind-metrics.js';
import { promptText } from './session-text.js';
import { sessionsMarkdown } from './sessions-md.js';

/** Kept trees and prompts that are listed at most; how many there are beyond is said. */
const TREES = 20;
const PROMPTS = 30;
/** Room for its heading and for the note that some are left out; least room for sessions: with less the whole text is cut, and says so. */
const HEAD = 300;
const LEAST = 3_000;

/** Title of a grind run's pull request, in the original's form. */
export function grindTitle({ grind, run_id: runId }: RunRecord): string {
  return `grind/${grind?.rotation ?? 'default'}: ${runId}`;
}

/** Lines about the run that only a grind run has, as items of a list. */
export function grindRunLines({ grind, status }: RunRecord): readonly string[] {
  if (grind === undefined) {
    return [];
  }
  const stop =
    grind.stop === undefined || status !== 'finished' ? [] : [`- Ended: ${inert(clipped(grind.stop.text, 300))}`];
  return [`- Rotation: ${code(clipped(grind.rotation, 64))}`, `- ${sessionsText(grind)}`, ...stop];
}

/** What stands before the sections that every pull request has. */
export function grindSections({ grindFacts: { sessions, rotation } }: RunView): readonly string[] {
  return [promptsSection(sessions), metricsSection(sessions, rotation), treesSection(sessions)];
}

/** `sessions.md`, as far as there is room for it. */
export function sessionsSection({ grindFacts }: RunView, room: number): string {
  return sessionsMarkdown(grindFacts.sessions, Math.max(room - HEAD, LEAST));
}

interface Tally {
  readonly sessions: number;
  readonly commits: number;
  readonly usd: number;
}

function promptsSection(sessions: readonly SessionRecord[]): string {
  const tallies = new Map<string, Tally>();
  for (const { prompt, commit, cost_usd: usd } of sessions) {
    const known = tallies.get(prompt) ?? { sessions: 0, commits: 0, usd: 0 };
    const commits = known.commits + (commit === null ? 0 : 1);
    tallies.set(prompt, { sessions: known.sessions + 1, commits, usd: known.usd + usd });
  }
  const sorted = [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = sorted
    .slice(0, PROMPTS)
    .map(([name, tally]) => `| ${promptText(name)} | ${tally.sessions} | ${tally.commits} | ${dollars(tally.usd)} |`);
  const more = sorted.length > PROMPTS ? [`\n_${plural(sorted.length - PROMPTS, 'more prompt')} not shown._`] : [];
  const table = ['| Prompt | Sessions | Commits | Cost |', '|---|---|---|---|', ...rows, ...more];
  return sorted.length === 0 ? '' : `## Prompts\n\n${table.join('\n')}`;
}

function treesSection(sessions: readonly SessionRecord[]): string {
  const kept = sessions.filter((session) => session.kept !== null);
  const rows = kept.slice(-TREES).map(({ seq, prompt, status, kept: ref }) => {
    return `- ${paddedSeq(seq)} ${promptText(prompt)} (${status}): ${code(clipped(ref ?? '', 200))}`;
  });
  const more = kept.length > TREES ? [`- ${plural(kept.length - TREES, 'older one', 'older ones')}`] : [];
  return kept.length === 0 ? '' : `## Kept trees of sessions that did not land\n\n${[...more, ...rows].join('\n')}`;
}
