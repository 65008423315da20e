import { describe, expect, test } from '@jest/globals';
import { checkParity } from '../../tools/parity/check.js';

const SHOWN = '`test/run/decide.test.ts` budgets › a cap is a cap';
const REPORT = new Map([
  [
    'test/run/decide.test.ts',
    new Map([
      ['budgets › a cap is a cap', 'passed'],
      ['later', 'pending'],
      ['now', 'failed'],
      ['a | b', 'passed'],
    ]),
  ],
]);

/** A whole table in which one row says something else. */
function result(cell: string, rows = 158) {
  const lines = Array.from(
    { length: rows },
    (_, index) => `| ${index + 1} | \`name\` | ${index === 6 ? cell : SHOWN} |`,
  );
  const document = ['| # | The original | Here |', '|---|---|---|', ...lines, '', '## Departures', '', '3. A dry run.'];
  return checkParity({ document: document.join('\n'), report: REPORT });
}

describe('a row', () => {
  test('names tests that passed, departures that are explained, or a part that may be open', () => {
    expect(result(SHOWN)).toEqual({ problems: [], counts: { tests: 158, departures: 0, open: 0 } });
    expect(result('departure 3').counts).toEqual({ tests: 157, departures: 1, open: 0 });
    expect(result(`${SHOWN}<br>open: grind`).counts).toEqual({ tests: 157, departures: 0, open: 1 });
    expect(result('`test/run/decide.test.ts` a \\| b').problems).toEqual([]);
  });

  test.each([
    ['a test that is missing', '`test/run/decide.test.ts` gone', 'has no test “gone” in the report'],
    ['a file that did not run', '`test/run/other.test.ts` now', 'has no test “now” in the report'],
    ['a skipped test', '`test/run/decide.test.ts` later', '“later” is pending'],
    ['a failed test', `${SHOWN}<br>\`test/run/decide.test.ts\` now`, '“now” is failed'],
    ['an unexplained departure', 'departure 4', 'departure 4 is not in the list'],
    ['a part that must be done', 'open: sweeps', '“sweeps” is no part that may be open'],
    ['words', 'covered', '“covered” is no test, departure or open part'],
  ])('%s is a problem', (_name, cell, message) => {
    expect(result(cell).problems).toEqual([{ line: 9, message: expect.stringContaining(`row 7: `) }]);
    expect(result(cell).problems[0]?.message).toContain(message);
  });
});

test('all tests of the original have a row', () => {
  expect(result(SHOWN, 157).problems).toMatchObject([{ message: '157 rows; the original lists 158 tests' }]);
  expect(result(SHOWN, 159).problems).toMatchObject([{ message: '159 rows; the original lists 158 tests' }]);
});
