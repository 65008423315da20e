import { dollars } from '../format.js';
import { clipped, code, inert } from '../markdown.js';
import type { RunView } from '../run-view.js';
import { isSpent, sessionsText } from './grind-facts.js';

/** Longest reason that is shown whole. */
const REASON = 300;

/** The first sentence of the comment that says that a grind run stands still or is over. A spent budget is how most of them end. */
export function grindEnd(view: RunView): string {
  const { record, spentUsd } = view;
  const name = `Run ${code(record.run_id)}`;
  const done = `${record.grind === undefined ? '' : `${sessionsText(record.grind)}. `}On ${code(record.branch)} for ${dollars(spentUsd)}.`;
  if (isSpent(record)) {
    return `🏁 ${name} has used up a budget (${inert(clipped(record.halt?.what ?? '', REASON))}): ${done}`;
  }
  switch (record.status) {
    case 'finished': {
      const why = record.grind?.stop === undefined ? '' : ` (${inert(clipped(record.grind.stop.text, REASON))})`;
      return `✅ ${name} is finished${why}: ${done}`;
    }
    case 'halted':
      return `🛑 ${name} has halted (${code(record.halt?.code ?? 'unknown')}): ${done}`;
    case 'folded':
      return `⏹ ${name} was folded: ${done}`;
    default:
      return `▶️ ${name} goes on: ${done}`;
  }
}
