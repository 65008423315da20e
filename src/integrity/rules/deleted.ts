import { type Comparison, NOTHING_ADDED } from '../comparison.js';
import { excerpt, type Finding } from '../finding.js';
import { VOCABULARIES } from '../source/vocabulary.js';
import type { TestCase, TestFile } from '../tests/test-case.js';
import { isTestPath, subjectOf } from '../tests/test-path.js';
import { coverage, tokensOf } from '../tests/tokens.js';
import { at, finding, oncePerPlace, titled } from './report.js';

/** From this share of its words on, a test that is gone counts as taken into what was added: a table, a loop, a property. */
const ABSORBED = 0.7;

/** Tests that are gone and stand nowhere else in the change. */
export function deletedTests(comparison: Comparison): readonly Finding[] {
  const lost = comparison.matching.gone.filter((test) => !isAbsorbed(test, comparison));
  const gone = lost.map((test) => judge(test, comparison));
  return oncePerPlace([
    ...gone,
    ...comparison.before.flatMap((file) => unreadable(file, comparison)),
    ...lostRows(comparison),
  ]);
}

function judge(test: TestCase, comparison: Comparison): Finding {
  const after = comparison.after.find(({ source }) => source.path === test.source.path)?.source;
  const place = at('before', test, test.head);
  const word = new RegExp(`\\b${escaped(test.name)}\\b`);
  if (after !== undefined && test.name !== '' && word.test(after.code)) {
    return finding('skipped-test', `${titled(test)} is not marked as a test any more`, place);
  }
  if (after !== undefined && test.name !== '' && after.raw.includes(test.name) && !after.text.includes(test.name)) {
    return finding('skipped-test', `${titled(test)} was turned into a comment`, place);
  }
  const found = finding('deleted-test', `${titled(test)} was deleted`, place);
  return isObsolete(test, comparison)
    ? { ...found, level: 'note', what: `${found.what} together with what it tested` }
    : found;
}

function isAbsorbed(test: TestCase, { added, after }: Comparison): boolean {
  const tokens = tokensOf(test.source.text.slice(test.bodyStart, test.bodyEnd));
  const kin = after.filter(({ source, tests }) => source.syntax === test.source.syntax && tests.length > 0);
  return (
    tokens.size > 0 &&
    kin.some(({ source }) => coverage(tokens, (added.get(source.path) ?? NOTHING_ADDED).tokens) >= ABSORBED)
  );
}

/** Whether what the test is about was taken away by the same change. */
function isObsolete(test: TestCase, { files, removedNames }: Comparison): boolean {
  const { path } = test.source;
  const subject = subjectOf(path);
  const deleted = files.filter((file) => file.after === null && (!isTestPath(file.path) || file.path === path));
  if (
    deleted.some((file) =>
      file.path === path ? path.endsWith('.rs') && !isTestPath(path) : subjectOf(file.path) === subject,
    )
  ) {
    return true;
  }
  const used = tokensOf(test.source.code.slice(test.bodyStart, test.bodyEnd));
  return [...used].some((name) => removedNames.has(name));
}

/** A deleted test file in which no single test could be made out. */
function unreadable({ source, tests }: TestFile, comparison: Comparison): readonly Finding[] {
  const file = comparison.files.find(({ path }) => path === source.path);
  const asserts = new RegExp(VOCABULARIES[source.syntax.name].assertion.source).test(source.code);
  if (
    file?.after !== null ||
    tests.length > 0 ||
    !asserts ||
    !isTestPath(source.path) ||
    source.syntax.name === 'rust'
  ) {
    return [];
  }
  const tokens = tokensOf(source.text);
  const moved = [...comparison.added.values()].some((gained) => coverage(tokens, gained.tokens) >= ABSORBED);
  const line = excerpt(source.raw.split('\n')[0] ?? '');
  return moved
    ? []
    : [
        finding('deleted-test', 'a file with assertions was deleted', {
          path: source.path,
          line: 1,
          before: line,
          after: '',
        }),
      ];
}

/** Rows of a table that a test is not run with any more. */
function lostRows({ matching, added }: Comparison): readonly Finding[] {
  return matching.pairs.flatMap(({ before, after, rewritten }) => {
    const gained = wordsOf((added.get(after.source.path) ?? NOTHING_ADDED).text);
    const lost = before.rows.filter((row) => !after.rows.includes(row) && !standsIn(row, gained));
    if (rewritten || lost.length === 0 || after.rows.length >= before.rows.length || after.skip !== null) {
      return [];
    }
    const place = { ...at('after', after, after.head), before: excerpt(lost.join(' ')) };
    return [finding('deleted-test', `${titled(after)} lost ${lost.length} of its cases`, place)];
  });
}

/** Whether the values of a row stand among these words; a row of signs alone never does. */
function standsIn(row: string, words: ReadonlySet<string>): boolean {
  const own = wordsOf(row);
  return own.size > 0 && coverage(own, words) >= ABSORBED;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}\p{N}_]+/gu) ?? []);
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
