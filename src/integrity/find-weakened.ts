import { compare } from './comparison.js';
import type { ChangedFile, Finding } from './finding.js';
import { lostAssertions } from './rules/assertions.js';
import { deletedTests } from './rules/deleted.js';
import { mockedSubjects } from './rules/mocked.js';
import { focusedTests, skippedTests } from './rules/skipped.js';
import { swallowedFailures } from './rules/swallowed.js';
import { loosenedSettings } from './settings/loosened.js';
import { maskedExits } from './settings/masked-exits.js';

/**
 * Looks at a change and names every place where it makes the tests say less: by the words of seven languages and of their test
 * programs, without running or parsing anything. What was so before is no finding.
 */
export function findWeakened(files: readonly ChangedFile[]): readonly Finding[] {
  const changed = files.filter(({ before, after }) => before !== after);
  const comparison = compare(changed);
  const found = [
    ...deletedTests(comparison),
    ...skippedTests(comparison),
    ...focusedTests(comparison),
    ...oneForEachTest([...swallowedFailures(comparison), ...mockedSubjects(comparison), ...lostAssertions(comparison)]),
    ...changed.flatMap((file) => [...loosenedSettings(file), ...maskedExits(file)]),
  ];
  return found.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

/** A test that swallows its failure often loses an assertion by it too: once is enough. */
function oneForEachTest(findings: readonly Finding[]): readonly Finding[] {
  const title = ({ path, what }: Finding): string => `${path}\n${/^test ".*?"(?= )|^a test/.exec(what)?.[0] ?? what}`;
  return findings.filter((finding, index) => findings.findIndex((other) => title(other) === title(finding)) === index);
}
