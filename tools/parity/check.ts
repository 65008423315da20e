import { type ParityRow, readDepartures, readRows, type Standing } from './read-parity.js';

/** Listed tests of the original. */
const TESTS = 158;
/** Parts that may still be open; a row of any other part needs a test or a departure. */
const OPEN_PARTS: readonly string[] = ['agents', 'grind'];

export interface ParityInput {
  /** `docs/parity.md`. */
  readonly document: string;
  /** Path of a test file -> full name of a test -> its status in the last whole run. */
  readonly report: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface ParityResult {
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** Rows that a test shows, that a departure replaces, and that are open. */
  readonly counts: { readonly tests: number; readonly departures: number; readonly open: number };
}

/** Holds the table against the report of the tests: a name that is missing, skipped or not run is a problem. */
export function checkParity({ document, report }: ParityInput): ParityResult {
  const rows = readRows(document);
  const departures = readDepartures(document);
  const problems = rows.flatMap((row) => [
    ...row.unreadable.map((entry) => ({
      line: row.line,
      message: `row ${row.number}: “${entry}” is no test, departure or open part`,
    })),
    ...row.standings.flatMap((standing) => {
      const message = problemOf(standing, report, departures);
      return message === null ? [] : [{ line: row.line, message: `row ${row.number}: ${message}` }];
    }),
  ]);
  return { problems: [...numbering(rows), ...problems], counts: count(rows) };
}

function problemOf(standing: Standing, report: ParityInput['report'], departures: ReadonlySet<number>): string | null {
  switch (standing.kind) {
    case 'test': {
      const status = report.get(standing.path)?.get(standing.name);
      if (status === undefined) {
        return `${standing.path} has no test “${standing.name}” in the report`;
      }
      return status === 'passed' ? null : `“${standing.name}” is ${status}`;
    }
    case 'departure':
      return departures.has(standing.number) ? null : `departure ${standing.number} is not in the list`;
    case 'open':
      return OPEN_PARTS.includes(standing.part) ? null : `“${standing.part}” is no part that may be open`;
  }
}

function numbering(rows: readonly ParityRow[]): ParityResult['problems'] {
  const wrong = rows.find((row, index) => row.number !== index + 1);
  if (wrong !== undefined) {
    return [{ line: wrong.line, message: `row ${wrong.number} stands where another number belongs` }];
  }
  return rows.length === TESTS ? [] : [{ line: 1, message: `${rows.length} rows; the original lists ${TESTS} tests` }];
}

function count(rows: readonly ParityRow[]): ParityResult['counts'] {
  const has = (row: ParityRow, kind: Standing['kind']): boolean => row.standings.some((each) => each.kind === kind);
  const open = rows.filter((row) => has(row, 'open'));
  const departures = rows.filter((row) => !open.includes(row) && has(row, 'departure'));
  return { tests: rows.length - open.length - departures.length, departures: departures.length, open: open.length };
}
