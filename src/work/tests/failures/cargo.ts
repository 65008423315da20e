import { type FailureReader, MOST_TESTS, nameList, numberIn } from './reader.js';

/** `cargo test --no-fail-fast`. Without that flag it stops after the first failing binary, and the rest is unknown. */
export function cargoReader(): FailureReader {
  const failing = nameList();
  const seen = nameList(MOST_TESTS);
  const doubled = new Set<string>();
  let wentOn = false;
  const counts = { begun: 0, ended: 0, failed: 0, ran: 0 };

  function one(name: string, verdict: string): void {
    if (seen.has(name)) {
      doubled.add(name);
    }
    seen.add(name);
    if (verdict === 'FAILED') {
      failing.add(name);
    }
  }

  return {
    add(line) {
      const [, name, verdict] = /^test (.+?) \.\.\. (ok|FAILED|ignored\b.*)$/.exec(line) ?? [];
      if (name !== undefined && verdict !== undefined) {
        one(name, verdict);
      }
      counts.begun += /^running \d+ tests?$/.test(line) ? 1 : 0;
      const end = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/.exec(line);
      if (end) {
        counts.ended += 1;
        counts.failed += numberIn(end[2]);
        counts.ran += numberIn(end[1]) + numberIn(end[2]) + numberIn(end[3]);
      }
      wentOn ||= /^error: \d+ targets? failed:$/.test(line);
    },
    result() {
      if (counts.begun === 0) {
        return null;
      }
      // The same name may stand in two binaries, and the output does not say in which it failed.
      const names = failing.all();
      const unique = names.every((name) => !doubled.has(name));
      const agrees = counts.begun === counts.ended && counts.failed === failing.added;
      return { names, ran: counts.ran, complete: agrees && unique && wentOn && failing.whole && seen.whole };
    },
  };
}
