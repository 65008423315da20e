import type { Finding } from './finding.js';

/** A finding with what was said about it; null where nobody said anything. */
export interface Explained extends Finding {
  readonly reason: string | null;
}

/** How a reason is written down, in deferred.md or in an answer. */
export const REASON_FORM = '- [x] test change path/of/the/file: why the tests may say less there';

const REASON = /^\s*[-*]\s+\[[xX]\]\s+test change\s+(?:`([^`\n]+)`|(\S+?)):\s+(.+)$/gm;

/** A reason has words in it. */
const LEAST_WORDS = 3;
const LONGEST = 500;

/** Gives each finding the reason that stands for its file in one of the texts. A reason of a word or two is none. */
export function explain(findings: readonly Finding[], texts: readonly string[]): readonly Explained[] {
  const reasons = new Map<string, string>();
  for (const text of texts) {
    for (const [, quoted, plain, words = ''] of text.matchAll(REASON)) {
      if (words.trim().split(/\s+/).length >= LEAST_WORDS) {
        reasons.set(quoted ?? plain ?? '', words.trim().slice(0, LONGEST));
      }
    }
  }
  return findings.map((finding) => ({ ...finding, reason: reasons.get(finding.path) ?? null }));
}

/** Findings that still need a reason. */
export function unexplained<T extends Pick<Explained, 'level' | 'reason'>>(findings: readonly T[]): readonly T[] {
  return findings.filter(({ level, reason }) => level === 'finding' && reason === null);
}
