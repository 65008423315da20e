import type { RunRecord } from '../../run/record.js';
import { dollars, plural, tokens } from '../format.js';
import { code } from '../markdown.js';

/** Agents that are named at most. */
const MOST = 10;

type Used = readonly (readonly [string, string])[];

/** What each agent used, the dearest first. */
function agentsUsed({ usage }: Pick<RunRecord, 'usage'>): Used {
  return Object.entries(usage.by_agent ?? {})
    .sort(([, a], [, b]) => b.usd - a.usd)
    .slice(0, MOST)
    .map(([name, used]) => [
      name,
      `${dollars(used.usd)}, ${tokens(used.tokens)} tokens in ${plural(used.dispatches, 'dispatch', 'dispatches')}`,
    ]);
}

/** One paragraph of a comment; blank where one agent did all the work. */
export function agentsUsedParagraph(record: RunRecord): string {
  const used = agentsUsed(record);
  return used.length < 2 ? '' : `**By agent:** ${used.map(([name, text]) => `${code(name)} ${text}`).join(' · ')}`;
}

/** For a terminal, where one agent is named as well. */
export function agentsUsedLines(record: RunRecord): readonly string[] {
  return agentsUsed(record).map(([name, text]) => `  ${name}: ${text}`);
}
