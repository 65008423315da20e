import { bounded, fenced } from '../../base/fence.js';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { StaleItem } from '../../run/sweep/staleness.js';

/** Longest list of items that a prompt embeds, in characters, and longest stale item. */
const LIMITS = { items: 50_000, item: 500 } as const;
/** Stale items that are pointed out; the list of all items holds every one of them anyway. */
const STALE = 10;

/** Items as they stand in deferred.md, with their wrapped lines. */
export function itemsSection(heading: string, texts: readonly string[], mark: ' ' | 'x'): string {
  return `## ${heading}\n\n${itemsBlock(texts, mark)}`;
}

export function itemsBlock(texts: readonly string[], mark: ' ' | 'x'): string {
  const list = texts.length === 0 ? '(none)' : texts.map((text) => `- [${mark}] ${text}`).join('\n');
  return fenced(bounded(list, LIMITS.items));
}

/** Items that earlier sweeps left open, the most stubborn first. */
export function staleSection(stale: readonly StaleItem[]): string {
  return `## Items that earlier sweeps did not get done\n\n${staleBlock(stale)}`;
}

export function staleBlock(stale: readonly StaleItem[]): string {
  const rows = stale.slice(0, STALE).map((item) => `${item.attempts} sweeps: ${bounded(item.text, LIMITS.item)}`);
  return fenced(rows.length === 0 ? '(none)' : rows.join('\n'));
}

/** What a sweep may do to deferred.md, for every role. */
export function sweepRules(): string {
  return [
    '## Rules of a sweep',
    '',
    `- In \`${DEFERRED_PATH}\` only the section \`## Deferred items\` is yours. Whatever stands below \`## Deferred phases\` belongs to the people who plan: a sweep that changes it halts the run.`,
    '- Leave the words of every item as they are. How often an item was tried is counted by its exact text.',
    `- The file must stay readable: each item is a line that begins with \`- [ ]\` (open) or \`- [x]\` (done); further lines of an item are indented. A file that does not fit is rolled back and halts the run.`,
  ].join('\n');
}
