import type { Comparison } from '../comparison.js';
import type { Finding } from '../finding.js';
import { at, finding, oncePerPlace, titled } from './report.js';

/** Tests that were run before and are not run now. */
export function skippedTests({ matching }: Comparison): readonly Finding[] {
  const found = matching.pairs.flatMap(({ before, after }) =>
    before.skip !== null || after.skip === null
      ? []
      : [finding('skipped-test', `${titled(after)} is not run to its end any more`, at('after', after, after.skip))],
  );
  return oncePerPlace(found);
}

/** Marks that keep all other tests from being run. */
export function focusedTests({ matching }: Comparison): readonly Finding[] {
  const focusedBefore = new Set(matching.pairs.filter(({ before }) => before.focus !== null).map(({ after }) => after));
  const all = [...matching.pairs.map(({ after }) => after), ...matching.fresh];
  const found = all.flatMap((test) =>
    test.focus === null || focusedBefore.has(test)
      ? []
      : [finding('focused-test', `${titled(test)} keeps the others from being run`, at('after', test, test.focus))],
  );
  return oncePerPlace(found);
}
