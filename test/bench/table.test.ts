import { describe, expect, test } from '@jest/globals';
import { broken, judge, type Row } from '../../src/bench/row.js';
import { printFigure, renderResults, renderTable, withResults } from '../../src/bench/table.js';

const row = (part: Partial<Row>): Row => ({ what: 'a phase', unit: 'ms', values: [1, 2, 30], target: null, ...part });

describe('verdicts', () => {
  test.each([
    ['p50', 2, 'met'],
    ['p50', 1.9, 'missed'],
    ['p95', 30, 'met'],
    ['max', 29, 'missed'],
  ] as const)('%s at most %d is %s', (of, atMost, verdict) => {
    expect(judge(row({ target: { of, atMost } })).verdict).toBe(verdict);
  });

  test('a check fails on a target that was missed, and on no goal', () => {
    const missed = judge(row({ target: { of: 'max', atMost: 1 } }));
    const goal = judge(row({ target: { of: 'max', atMost: 1, goal: true } }));
    const met = judge(row({ target: { of: 'max', atMost: 30 } }));
    expect(broken([missed, goal, met, judge(row({}))])).toEqual([missed]);
    expect(renderTable([goal])).toContain('| goal: max ≤ 1 ms | 30 ms: **missed** |');
  });

  test('a figure without a target gets none', () => {
    expect(judge(row({})).verdict).toBeNull();
  });

  test('a sample without values meets no target', () => {
    expect(judge(row({ values: [], target: { of: 'p50', atMost: 1 } })).verdict).toBe('missed');
  });
});

describe('the table', () => {
  test('shows target, verdict with its figure, median, slow end and sample size', () => {
    const rows = [row({ target: { of: 'p95', atMost: 20 } }), row({ what: 'a floor', unit: '×', values: [1.5] })];
    expect(renderTable(rows.map(judge))).toBe(
      [
        '| What | Target | Verdict | p50 | p95 | n |',
        '|---|---|---|---|---|---|',
        '| a phase | p95 ≤ 20 ms | 30 ms: **missed** | 2 ms | 30 ms | 3 |',
        '| a floor | – | – | 1.50× | 1.50× | 1 |',
      ].join('\n'),
    );
  });

  test.each([
    [0.1234, 'ms', '0.12 ms'],
    [12.345, 'ms', '12.3 ms'],
    [123.45, 'MB', '123 MB'],
    [8, '', '8'],
    [Number.NaN, 'ms', 'none'],
  ])('%d in %s is shown as %s', (value, unit, shown) => {
    expect(printFigure(value, unit)).toBe(shown);
  });
});

describe('the document', () => {
  const results = renderResults(['Machine: one'], [{ title: 'Phases', rows: [judge(row({}))] }]);

  test('gets new results between its markers and keeps everything else', () => {
    const before = '# Title\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nend\n';
    const after = withResults(before, results);
    expect(after).toBe(`# Title\n<!-- bench:begin -->\n${results}\n<!-- bench:end -->\nend\n`);
    expect(withResults(after, results)).toBe(after);
  });

  test.each(['no markers', '<!-- bench:begin -->', '<!-- bench:end --> <!-- bench:begin -->'])(
    'without a place for them is refused: %s',
    (text) => {
      expect(() => withResults(text, results)).toThrow('no place for the results');
    },
  );
});
