import { type FailureReader, nameList, numberIn } from './reader.js';

/** Jest names a failing test below the line of its file, and counts tests and files at the end. */
export function jestReader(): FailureReader {
  const tests = nameList();
  const suites = nameList();
  const files = nameList();
  let file = '';
  let summaries = 0;
  let cut = false;
  const counts = { failed: 0, files: 0, total: 0 };

  function heading(title: string): void {
    if (title === 'Test suite failed to run') {
      suites.add(`${file} (cannot be run)`);
    } else if (title !== 'Console') {
      tests.add(`${file} > ${title}`);
    }
  }

  return {
    add(line) {
      const failed = /^FAIL +(.+?)(?: \([\d.]+ m?s\))?$/.exec(line)?.[1];
      const other = /^(?:PASS|RUNS) /.test(line);
      file = failed ?? (other ? '' : file);
      if (failed !== undefined) {
        files.add(failed);
      }
      const title = /^ {2}● (.+)$/.exec(line)?.[1];
      if (title !== undefined && file !== '') {
        heading(title);
      }
      if (/^Tests: {7}\d/.test(line)) {
        summaries += 1;
        counts.failed += numberIn(/\b(\d{1,9}) failed/.exec(line)?.[1]);
        counts.total += numberIn(/\b(\d{1,9}) total/.exec(line)?.[1]);
      }
      if (/^Test Suites: \d/.test(line)) {
        counts.files += numberIn(/\b(\d{1,9}) failed/.exec(line)?.[1]);
        cut ||= /\b\d{1,9} of \d{1,9} total/.test(line);
      }
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const names = [...tests.all(), ...suites.all()].sort();
      const agrees = tests.all().length === counts.failed && files.all().length === counts.files;
      const complete = agrees && !cut && tests.whole && suites.whole && files.whole;
      return { names, ran: counts.total, complete };
    },
  };
}
