import { findWeakened } from '../../src/integrity/find-weakened.js';
import type { Case } from './corpus.js';

export interface Score {
  readonly cases: number;
  /** Expected findings that were made, and that were not. */
  readonly found: number;
  readonly missed: number;
  /** Findings that nobody expected. */
  readonly extra: number;
  readonly recall: number;
  readonly precision: number;
  /** One line for each case that went wrong. */
  readonly wrong: readonly string[];
}

/** Counts, for each case, the rules that fired against those expected; notes do not count. */
export function measure(cases: readonly Case[]): Score {
  const results = cases.map((one) => {
    const rules = new Set(
      findWeakened(one.files)
        .filter(({ level }) => level === 'finding')
        .map(({ rule }) => rule),
    );
    const found = one.expected.filter((choice) => choice.some((rule) => [...rules].some((fired) => fired === rule)));
    const missed = one.expected.filter((choice) => !found.includes(choice));
    const extra = [...rules].filter((rule) => !one.expected.some((choice) => choice.includes(rule)));
    return { id: one.id, found: found.length, missed, extra };
  });
  const sum = (count: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const [found, missed, extra] = [
    sum((one) => one.found),
    sum((one) => one.missed.length),
    sum((one) => one.extra.length),
  ];
  return {
    cases: cases.length,
    found,
    missed,
    extra,
    recall: found + missed === 0 ? 1 : found / (found + missed),
    precision: found + extra === 0 ? 1 : found / (found + extra),
    wrong: results
      .filter((one) => one.missed.length + one.extra.length > 0)
      .map(
        (one) =>
          `${one.id}: missed ${one.missed.map((choice) => choice.join('/')).join(', ') || '-'}, extra ${one.extra.join(', ') || '-'}`,
      ),
  };
}

/** The scores of each language and of all, as a table for people. */
export function scoreTable(cases: readonly Case[]): string {
  const languages = [...new Set(cases.map(({ language }) => language))].sort();
  const rows = [
    ...languages.map((name) => [name, measure(cases.filter(({ language }) => language === name))] as const),
    ['all', measure(cases)] as const,
  ];
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(9) : cell.padStart(10))).join('');
  return [
    line(['', 'cases', 'found', 'missed', 'extra', 'recall', 'precision']),
    ...rows.map(([name, score]) =>
      line([
        name,
        `${score.cases}`,
        `${score.found}`,
        `${score.missed}`,
        `${score.extra}`,
        percent(score.recall),
        percent(score.precision),
      ]),
    ),
  ].join('\n');
}
