import type { z } from 'zod';
import type { Problem } from '../problem.js';
import type { RepeatedKey } from '../read-yaml.js';
import { describeIssue } from './describe-issue.js';

/** A file whose keys can be found again. */
export interface Located {
  readonly file: string;
  /** Line of a key, or of the nearest section around it that stands in the file; counted from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | null;
}

/** What is known of a problem before its place is looked up. */
export interface Finding {
  readonly severity: Problem['severity'];
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly suggestion: string | null;
}

/** So many findings of a kind are listed; the rest are counted. */
export const MOST_FINDINGS = 100;
const LONGEST_KEY = 80;

export function placeProblem({ file, lineOf }: Located, { severity, path, message, suggestion }: Finding): Problem {
  return { severity, file, path: path.map(shown).join('.'), line: lineOf(path), message, suggestion };
}

/** What a schema finds wrong with values, in the order of its findings. */
export function invalidValues(located: Located, issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  const problems = issues
    .slice(0, MOST_FINDINGS)
    .map((issue) => placeProblem(located, { severity: 'error', path: issue.path, ...describeIssue(issue) }));
  return [...problems, ...uncounted('error', located.file, issues.length, 'invalid values')];
}

/** Of a key that is given twice only one value could count, and nobody can see which. */
export function repeatedKeys(located: Located, keys: readonly RepeatedKey[]): readonly Problem[] {
  return keys.slice(0, MOST_FINDINGS).map(({ path, line, first }) => {
    const message = `is given twice; line ${first} has it already`;
    const suggestion = 'Remove one of the two.';
    return { ...placeProblem(located, { severity: 'error', path, message, suggestion }), line };
  });
}

/** A word on findings beyond those that are listed. */
export function uncounted(
  severity: Problem['severity'],
  file: string,
  count: number,
  kind: string,
): readonly Problem[] {
  const more = count - MOST_FINDINGS;
  return more > 0
    ? [{ severity, file, path: '', line: null, message: `has ${more} more ${kind}`, suggestion: null }]
    : [];
}

/** A key as it may stand in a message: on one line, and not too long. */
function shown(key: PropertyKey): string {
  const text = String(key).replaceAll(/\p{C}/gu, '?');
  return text.length > LONGEST_KEY ? `${text.slice(0, LONGEST_KEY)}…` : text;
}

export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER));
}
