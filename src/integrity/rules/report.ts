import { excerpt, type Finding, type Rule } from '../finding.js';
import { lineAt, lineText } from '../source/source.js';
import type { TestCase } from '../tests/test-case.js';

export function titled(test: TestCase): string {
  return test.name === '' ? 'a test without a name' : `test "${excerpt(test.name)}"`;
}

/** A finding at an offset of a test's source. */
export function at(
  side: 'before' | 'after',
  test: TestCase,
  offset: number,
): Pick<Finding, 'path' | 'line' | 'before' | 'after'> {
  const line = excerpt(lineText(test.source, offset));
  return {
    path: test.source.path,
    line: lineAt(test.source, offset),
    before: side === 'before' ? line : '',
    after: side === 'after' ? line : '',
  };
}

export function finding(rule: Rule, what: string, place: Pick<Finding, 'path' | 'line' | 'before' | 'after'>): Finding {
  return { rule, what, level: 'finding', ...place };
}

/** One finding for each place: a group's mark is inherited by every test in it. */
export function oncePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, path, line }) => {
    const key = `${rule}\n${path}\n${line}`;
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}
