import type { TestChange } from '../../run/units/test-change.js';
import { clipped, code, inert } from '../markdown.js';

/** Places that are listed; more are counted. */
const SHOWN = 30;
const LONGEST = 300;

/** The section of the pull request about tests that say less than before; '' where there are none. */
export function testChangesSection(changes: readonly TestChange[]): string {
  if (changes.length === 0) {
    return '';
  }
  const rows = changes.slice(0, SHOWN).map((change) => {
    const reason =
      change.reason === null
        ? change.level === 'note'
          ? ''
          : ' — **no reason was given**'
        : ` — reason: ${inert(clipped(change.reason, LONGEST))}`;
    return `- ${code(`${change.path}:${change.line}`)} (${code(change.rule)}, ${inert(change.unit)}): ${inert(change.what)}${reason}`;
  });
  const more = changes.length - rows.length;
  return [
    '## Changed tests',
    '',
    'Tests say less than before in these places; look at them first.',
    '',
    ...rows,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}

/** One line for the status comment; '' where there is nothing to say. */
export function testChangesLine(changes: readonly TestChange[]): string {
  const findings = changes.filter(({ level }) => level === 'finding');
  if (findings.length === 0) {
    return '';
  }
  const files = [...new Set(findings.map(({ path }) => path))];
  const shown = files.slice(0, 5).map((path) => code(clipped(path, LONGEST)));
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more files` : '';
  const places = findings.length === 1 ? 'one place' : `${findings.length} places`;
  return `**Changed tests:** they say less than before in ${places}, in ${shown.join(', ')}${more}; the pull request has the reasons`;
}

/** Lines for a terminal or a job log. */
export function testChangeTexts(changes: readonly TestChange[]): readonly string[] {
  return [
    'tests say less than before:',
    ...changes.map(({ path, line, rule, what, reason, level }) => {
      const said = reason === null ? (level === 'note' ? '' : ' (no reason given)') : ` (reason: ${reason})`;
      return `  ${path}:${line} ${what} [${rule}]${said}`;
    }),
  ];
}
