import { PitbossError } from '../base/pitboss-error.js';
import type { Judged } from './row.js';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

export interface Section {
  readonly title: string;
  readonly rows: readonly Judged[];
}

/** All results as one Markdown table per section, below the lines that say what they were measured on. */
export function renderResults(facts: readonly string[], sections: readonly Section[]): string {
  const tables = sections.map(({ title, rows }) => `### ${title}\n\n${renderTable(rows)}`);
  return [facts.map((fact) => `- ${fact}`).join('\n'), ...tables].join('\n\n');
}

export function renderTable(rows: readonly Judged[]): string {
  const lines = rows.map(({ what, unit, target, summary, verdict }) => {
    const figure = (value: number) => printFigure(value, unit);
    const kind = target?.goal === true ? 'goal: ' : '';
    const expected = target === null ? '–' : `${kind}${target.of} ≤ ${figure(target.atMost)}`;
    const judged = target === null || verdict === null ? '–' : `${figure(summary[target.of])}: **${verdict}**`;
    return `| ${what} | ${expected} | ${judged} | ${figure(summary.p50)} | ${figure(summary.p95)} | ${summary.n} |`;
  });
  return ['| What | Target | Verdict | p50 | p95 | n |', '|---|---|---|---|---|---|', ...lines].join('\n');
}

/** Three significant digits at least, and no more decimals than the size deserves. */
export function printFigure(value: number, unit: string): string {
  if (Number.isNaN(value)) {
    return 'none';
  }
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === '' || unit === '×' ? unit : ` ${unit}`}`;
}

/** The document with new results between its two marker lines; throws a PitbossError where it has none. */
export function withResults(document: string, results: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new PitbossError({
      code: 'bench_no_markers',
      what: 'The document has no place for the results.',
      why: `It lacks a line ${BEGIN}, or a line ${END} after it.`,
      fix: 'Add both lines where the results belong.',
    });
  }
  return `${document.slice(0, begin + BEGIN.length)}\n${results}\n${document.slice(end)}`;
}
