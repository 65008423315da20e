import { type FailureReader, nameList, numberIn } from './reader.js';

/** Vitest repeats each failing test with its file at the end; a file that cannot be loaded stands there alone. */
export function vitestReader(): FailureReader {
  const tests = nameList();
  const suites = nameList();
  const files = nameList();
  let summaries = 0;
  let crashed = false;
  const counts = { failed: 0, files: 0, total: 0 };

  return {
    add(line) {
      const failed = /^ FAIL {2}(.+)$/.exec(line)?.[1];
      if (failed !== undefined) {
        const [file = '', ...path] = failed.split(' > ');
        const name = file.split(' [ ')[0] ?? file;
        files.add(name);
        (path.length === 0 ? suites : tests).add(path.length === 0 ? `${name} (cannot be run)` : failed);
      }
      const summary = /^ *(Test Files|Tests) {2}(.+)$/.exec(line);
      const text = summary?.[2] ?? '';
      if (summary?.[1] === 'Tests') {
        summaries += 1;
        counts.failed += numberIn(/\b(\d{1,9}) failed/.exec(text)?.[1]);
        counts.total += numberIn(/\((\d{1,9})\)/.exec(text)?.[1]);
      } else if (summary?.[1] === 'Test Files') {
        counts.files += numberIn(/\b(\d{1,9}) failed/.exec(text)?.[1]);
      }
      crashed ||= /^ *(?:Errors {2}\d+ errors?|Type Errors {2}\d)/.test(line);
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const agrees = tests.all().length === counts.failed && files.all().length === counts.files;
      const complete = agrees && !crashed && tests.whole && suites.whole && files.whole;
      return { names: [...tests.all(), ...suites.all()].sort(), ran: counts.total, complete };
    },
  };
}
