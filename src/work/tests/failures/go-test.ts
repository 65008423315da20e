import { type FailureReader, nameList } from './reader.js';

/** `go test`: tests belong to the package whose line follows them. Packages are what it counts. */
export function goTestReader(): FailureReader {
  const failing = nameList();
  const packages = nameList(5_000);
  let waiting: string[] = [];
  let broken = false;
  let seen = false;

  function packageFailed(name: string, note: string): void {
    // A package that cannot be built, or that ended without naming a test, says nothing about its tests.
    broken ||= waiting.length === 0 || note.includes('failed]');
    for (const test of waiting) {
      failing.add(`${name}.${test}`);
    }
    waiting = [];
  }

  return {
    add(line) {
      const test = /^ *--- FAIL: (\S+) \([\d.]+s\)$/.exec(line)?.[1];
      if (test !== undefined && waiting.length < 1_000) {
        waiting.push(test);
      }
      broken ||= /^(?:panic: |fatal error: |signal: )/.test(line) || waiting.length >= 1_000;
      const [, verdict, name, note] = /^(FAIL|ok {2}|\? {3})\t(\S+)(?:\s+(.*))?$/.exec(line) ?? [];
      if (verdict === undefined || name === undefined) {
        return;
      }
      seen = true;
      packages.add(name);
      if (verdict === 'FAIL') {
        packageFailed(name, note ?? '');
      }
    },
    result() {
      if (!seen) {
        return null;
      }
      const complete = !broken && waiting.length === 0 && failing.whole && packages.whole;
      return { names: failing.all(), ran: packages.all().length, complete };
    },
  };
}
