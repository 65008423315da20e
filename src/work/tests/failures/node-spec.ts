import { type FailureReader, nameList, numberIn } from './reader.js';

const RESULT = /^( *)([✖✔]) (.+?) \([\d.]+m?s\)( # TODO\b.*)?$/;

/** Node's own runner in its form for people. Its list at the end names the file of each failing test. */
export function nodeSpecReader(): FailureReader {
  const failing = nameList();
  const opened = new Map<string, number>();
  let place: 'run' | 'counts' | 'list' = 'run';
  let file = '';
  let leaves = 0;
  let parents = 0;
  const counts = { tests: 0, fail: 0, cancelled: 0 };

  /** A parent is opened before its children and closed behind them; it fails with them and is not in the list. */
  function closes(name: string): boolean {
    const open = opened.get(name) ?? 0;
    opened.set(name, Math.max(0, open - 1));
    return open > 0;
  }

  function result([, indent = '', mark, title = '', todo]: RegExpExecArray): void {
    if (place === 'run') {
      const parent = closes(`${indent}${title}`);
      const red = mark === '✖' && todo === undefined ? 1 : 0;
      parents += parent ? red : 0;
      leaves += parent ? 0 : red;
    } else if (place === 'list' && mark === '✖' && todo === undefined && file !== '') {
      failing.add(`${file} > ${title}`);
      file = '';
    }
  }

  return {
    add(line) {
      const [, word, number] = /^ℹ (tests|fail|cancelled) (\d+)$/.exec(line) ?? [];
      if (word === 'tests' || word === 'fail' || word === 'cancelled') {
        place = 'counts';
        counts[word] += numberIn(number);
      }
      place = line === '✖ failing tests:' ? 'list' : place;
      file = /^test at (.+):\d+:\d+$/.exec(line)?.[1] ?? file;
      const [, indent, parent] = /^( *)▶ (.+)$/.exec(line) ?? [];
      if (place === 'run' && parent !== undefined && opened.size < 20_000) {
        const name = `${indent}${parent}`;
        opened.set(name, (opened.get(name) ?? 0) + 1);
      }
      const found = RESULT.exec(line);
      if (found) {
        result(found);
      }
    },
    result() {
      if (place === 'run') {
        return null;
      }
      const names = failing.all();
      // Parents are counted where they are tests, not where they are suites.
      const counted = leaves <= counts.fail && counts.fail <= leaves + parents;
      const agrees = failing.added === leaves && names.length === leaves && counted;
      return { names, ran: counts.tests, complete: agrees && counts.cancelled === 0 && failing.whole };
    },
  };
}
