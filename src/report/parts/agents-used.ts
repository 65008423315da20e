import type { RunRecord } from '../../run/record.js';
import { dollars, plural, tokens } from '../format.js';
import { code } from '../markdown.js';

/** Agents that are named at most. */
const MOST = 10;

type Used = readonly (readonly [string, string])[];

/** What each agent used, the dearest first; empty where one did all the work. */
function agentsUsed({ usage }: Pick<RunRecord, 'usage'>): Used {
  const rows = Object.entries(usage.by_agent ?? {}).sort(([, a], [, b]) => b.usd - a.usd);
  return rows.length < 2
    ? []
    : rows
        .slice(0, MOST)
        .map(([name, used]) => [
          name,
          `${dollars(used.usd)}, ${tokens(used.tokens)} tokens in ${plural(used.dispatches, 'dispatch', 'dispatches')}`,
        ]);
}

/** One paragraph of a comment; blank where one agent did all the work. */
export function agentsUsedParagraph(record: RunRecord): string {
  const used = agentsUsed(record);
  return used.length === 0 ? '' : `**By agent:** ${used.map(([name, text]) => `${code(name)} ${text}`).join(' · ')}`;
}

/** The same for a terminal. */
export function agentsUsedLines(record: RunRecord): readonly string[] {
  return agentsUsed(record).map(([name, text]) => `  ${name}: ${text}`);
}
