import type { TestCase } from './test-case.js';
import { nameWords, similarity, tokensOf } from './tokens.js';

export interface Pair {
  readonly before: TestCase;
  readonly after: TestCase;
  /** True where only the subject is the same: another test stands in its place. */
  readonly rewritten: boolean;
}

export interface Matching {
  readonly pairs: readonly Pair[];
  readonly gone: readonly TestCase[];
  readonly fresh: readonly TestCase[];
}

interface Candidate {
  readonly before: Known;
  readonly after: Known;
  readonly score: number;
}

interface Known {
  readonly test: TestCase;
  readonly tokens: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** A way to know a test again; the first one that fits counts. Returns a score above 0, or 0 for another test. */
type Way = (before: Known, after: Known) => number;

const samePath = (a: Known, b: Known): boolean => a.test.source.path === b.test.source.path;
const sameName = (a: Known, b: Known): boolean => a.test.name === b.test.name && a.test.name !== '';
const sameGroups = (a: Known, b: Known): boolean => a.test.groups.join('\n') === b.test.groups.join('\n');
const alike = (a: Known, b: Known): number => similarity(a.tokens, b.tokens);

const WAYS: readonly Way[] = [
  (a, b) => (samePath(a, b) && sameName(a, b) && sameGroups(a, b) ? 0.1 + alike(a, b) : 0),
  (a, b) => (samePath(a, b) && sameName(a, b) ? 0.1 + alike(a, b) : 0),
  (a, b) => (sameName(a, b) ? atLeast(0.4, alike(a, b)) : 0),
  (a, b) => (samePath(a, b) ? atLeast(0.55, alike(a, b)) : 0),
  (a, b) => atLeast(0.8, alike(a, b)),
];

/** Another test about the same thing in the same file. */
const REWRITTEN: Way = (a, b) => {
  const aboutTheSame = samePath(a, b) && alike(a, b) > 0;
  return aboutTheSame && (similarity(a.words, b.words) >= 0.4 || b.test.name === '') ? 0.1 + alike(a, b) : 0;
};

function atLeast(least: number, score: number): number {
  return score >= least ? score : 0;
}

/** More tests than this on one side are matched by name alone: comparing each with each would take too long. */
const MOST = 400;
/** Then only tests of about the same place in the change are compared at all. */
const NEAR = 50;

/** Finds each test of before again: by its place and name, by its name elsewhere, by what it does. */
export function matchTests(before: readonly TestCase[], after: readonly TestCase[]): Matching {
  let gone = before.map(known);
  let fresh = after.map(known);
  const pairs: Pair[] = [];
  for (const way of [...WAYS, REWRITTEN]) {
    if (!WAYS.slice(0, 2).includes(way) && (gone.length > MOST || fresh.length > MOST)) {
      break;
    }
    const taken = new Set<Known>();
    for (const { before: a, after: b } of candidates(gone, fresh, way)) {
      if (!taken.has(a) && !taken.has(b)) {
        taken.add(a).add(b);
        pairs.push({ before: a.test, after: b.test, rewritten: way === REWRITTEN });
      }
    }
    gone = gone.filter((each) => !taken.has(each));
    fresh = fresh.filter((each) => !taken.has(each));
  }
  return { pairs, gone: gone.map(({ test }) => test), fresh: fresh.map(({ test }) => test) };
}

function candidates(gone: readonly Known[], fresh: readonly Known[], way: Way): readonly Candidate[] {
  // Many tests of one name would be compared each with each.
  const near = gone.length > MOST || fresh.length > MOST ? NEAR : Number.POSITIVE_INFINITY;
  const found = gone.flatMap((before, index) =>
    fresh.slice(Math.max(0, index - near), index + near + 1).flatMap((after) => {
      const score = way(before, after);
      return score > 0 ? [{ before, after, score }] : [];
    }),
  );
  return found.sort((a, b) => b.score - a.score);
}

function known(test: TestCase): Known {
  const text = test.source.text.slice(test.bodyStart, test.bodyEnd);
  return { test, tokens: tokensOf(text), words: nameWords(test.name) };
}
