import { type Comparison, NOTHING_ADDED } from '../comparison.js';
import { excerpt, type Finding } from '../finding.js';
import { type Assertion, assertionsOf } from '../tests/assertions.js';
import { isMachineCondition } from '../tests/conditions.js';
import type { Pair } from '../tests/match-tests.js';
import { coverage, tokensOf } from '../tests/tokens.js';
import { at, finding, titled } from './report.js';
import { toleranceGrew } from './tolerance.js';

/** From this share of its words on, an assertion that is gone counts as taken into what was added. */
const COVERED = 0.6;
/** A loss of strength that counts; less is a matter of taste. */
const LOSS = 1;

/** Tests that assert less than before: assertions gone, or others in their place that say less. */
export function lostAssertions(comparison: Comparison): readonly Finding[] {
  const moved = movedTexts(comparison);
  return comparison.matching.pairs.flatMap((pair) =>
    pair.after.skip === null ? compareOne(pair, comparison, moved) : [],
  );
}

/** Assertions that a test gained: one that is gone elsewhere may stand there now. */
function movedTexts({ matching, helpers }: Comparison): ReadonlySet<string> {
  const known = new Set(
    matching.pairs.flatMap(({ before }) => assertionsOf(before, helpers.before).map(({ text }) => text)),
  );
  const gained = matching.pairs.flatMap(({ before, after }) => {
    const old = assertionsOf(before, helpers.before).map(({ text }) => text);
    return assertionsOf(after, helpers.after)
      .map(({ text }) => text)
      .filter((text) => !old.includes(text));
  });
  const fresh = matching.fresh.flatMap((test) => assertionsOf(test, helpers.after).map(({ text }) => text));
  return new Set([...gained, ...fresh].filter((text) => known.has(text)));
}

function compareOne(pair: Pair, { helpers, added }: Comparison, moved: ReadonlySet<string>): readonly Finding[] {
  const before = assertionsOf(pair.before, helpers.before);
  const after = assertionsOf(pair.after, helpers.after);
  const removed = without(before, after).filter(({ text }) => !moved.has(text));
  const gained = without(after, before);
  const place = at('after', pair.after, pair.after.head);
  const found = (
    rule: 'removed-assertion' | 'weakened-assertion',
    words: string,
    one: Assertion | undefined,
    other?: Assertion,
  ) => [
    finding(rule, `${titled(pair.after)} ${words}`, {
      ...(other === undefined ? place : at('after', pair.after, other.offset)),
      before: excerpt(one?.text ?? ''),
      after: excerpt(other?.text ?? ''),
    }),
  ];
  const weaker = weakerPair(removed, gained);
  if (weaker !== null) {
    return found('weakened-assertion', 'asserts less', weaker[0], weaker[1]);
  }
  const bound = newlyConditional(before, after);
  if (bound !== null) {
    return found('weakened-assertion', 'asserts only under a condition', bound, bound);
  }
  if (pair.rewritten) {
    return [];
  }
  const gainedTokens = (added.get(pair.after.source.path) ?? NOTHING_ADDED).tokens;
  const weighty = removed.filter(({ plumbing }) => !plumbing || after.length === 0);
  const uncovered = weighty.filter(
    ({ about }) => gained.length === 0 || coverage(tokensOf(about), gainedTokens) < COVERED,
  );
  if (uncovered.length > 0 && weighty.length > gained.length) {
    return found('removed-assertion', `lost ${uncovered.length} of its assertions`, uncovered[0]);
  }
  return [];
}

/** The first of two lists, sorted by strength, whose counterpart says less. */
function weakerPair(
  removed: readonly Assertion[],
  gained: readonly Assertion[],
): readonly [Assertion, Assertion] | null {
  const byStrength = (a: Assertion, b: Assertion): number => b.strength - a.strength;
  const now = gained.toSorted(byStrength);
  for (const [index, one] of removed.toSorted(byStrength).entries()) {
    const other = now[index];
    if (other !== undefined && (one.strength - other.strength >= LOSS || (other.strength === 0 && one.strength > 0))) {
      return [one, other];
    }
  }
  const grown = removed.flatMap((one) =>
    gained.filter((other) => toleranceGrew(one.text, other.text)).map((other) => [one, other] as const),
  );
  return grown[0] ?? null;
}

/** An assertion that always ran and now hides behind a condition that is not the machine's. */
function newlyConditional(before: readonly Assertion[], after: readonly Assertion[]): Assertion | null {
  return (
    after.find(({ text, condition }) => {
      const old = before.filter((each) => bare(each.text) === bare(text));
      return (
        condition !== null &&
        !isMachineCondition(condition) &&
        old.length > 0 &&
        old.every((each) => each.condition === null)
      );
    }) ?? null
  );
}

function bare(text: string): string {
  return text.replace(/^if\b.*?\)\s*(?=expect|assert)/, '');
}

/** What is in `list` more often than in `other`. */
function without(list: readonly Assertion[], other: readonly Assertion[]): readonly Assertion[] {
  const left = new Map<string, number>();
  for (const { text } of other) {
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return list.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
