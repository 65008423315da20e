import type { Order, RunRecord } from '../../run/record.js';
import { ESCALATE_AFTER, type StaleItem, staleItems } from '../../run/sweep/staleness.js';
import { parseUnitName } from '../../run/units/unit-name.js';
import { plural } from '../format.js';
import { clipped, code, inert, inertLine } from '../markdown.js';

/** Sweeps that are listed at most, the newest; longest item that is shown whole, in characters. */
const ROWS = 10;
const ITEM = 300;

/** The order of the sweep that is under way or stands still, or null. */
function sweepInFlight(record: RunRecord): Order | null {
  const order = Object.values(record.orders)[0] ?? null;
  return order !== null && parseUnitName(order.unit)?.kind === 'sweep' ? order : null;
}

/** Open items that outlived as many sweeps as the configuration allows them. */
export function staleItemsOf(record: RunRecord): readonly StaleItem[] {
  return staleItems(record.deferred_item_attempts, record.limits.escalate_after ?? ESCALATE_AFTER);
}

/** `2 landed phases`, or `1 landed sweep` for a run that only sweeps. */
export function landedCount({ kind, completed, sweeps = [] }: RunRecord): string {
  return kind === 'sweep' ? plural(sweeps.length, 'landed sweep') : plural(completed.length, 'landed phase');
}

/** What sweeps did in this run, as a Markdown list; empty where there were none. `link` writes a commit. */
export function sweepRows(record: RunRecord, link: (commit: string) => string): readonly string[] {
  const landed = record.sweeps ?? [];
  const rows = landed.slice(-ROWS).map(({ after, resolved, left, commit }) => {
    const commitText = commit === null ? 'no code changes' : link(commit);
    return `- after phase ${inert(after)}: ${plural(resolved, 'item')} resolved, ${left} left (${commitText})`;
  });
  const more = landed.length > ROWS ? [`- ${landed.length - ROWS} earlier ones`] : [];
  const order = sweepInFlight(record);
  const name = order === null ? null : parseUnitName(order.unit);
  const state = record.status === 'halted' || record.status === 'folded' ? 'stands still' : 'at work';
  const current =
    order === null || name?.kind !== 'sweep'
      ? []
      : [`- after phase ${inert(name.after)}: ${state}, stage ${order.stage}`];
  return [...more, ...rows, ...current];
}

/** The items that need a person, at most `limit` of them; empty where there are none. */
export function staleRows(record: RunRecord, limit: number): readonly string[] {
  const stale = staleItemsOf(record);
  const rows = stale
    .slice(0, limit)
    .map((item) => `- ${inertLine(clipped(item.text, ITEM))} (left open by ${plural(item.attempts, 'sweep')})`);
  return stale.length > limit ? [...rows, `- … and ${stale.length - limit} more`] : rows;
}

/** Both as a part of the status comment. */
export function sweepParagraphs(record: RunRecord, repositoryUrl: string): readonly string[] {
  const rows = sweepRows(record, (commit) => `[${code(commit.slice(0, 7))}](${repositoryUrl}/commit/${commit})`);
  const stale = staleRows(record, 5);
  return [
    rows.length === 0 ? '' : `**Sweeps of deferred items:**\n\n${rows.join('\n')}`,
    stale.length === 0 ? '' : `**These deferred items need a person:** no sweep got them done.\n\n${stale.join('\n')}`,
  ];
}
