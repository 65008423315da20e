/** One file of a change, with its whole text on both sides; null where it does not exist. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export const RULES = [
  'deleted-test',
  'skipped-test',
  'focused-test',
  'removed-assertion',
  'weakened-assertion',
  'loosened-config',
  'masked-exit',
] as const;
export type Rule = (typeof RULES)[number];

/** A place where a change makes the tests say less than before. */
export interface Finding {
  readonly rule: Rule;
  readonly path: string;
  /** In the text after the change; where the place is gone, in the text before it. */
  readonly line: number;
  /** What it is about, in a few words: `test "adds" is skipped`. */
  readonly what: string;
  /** The lines concerned, cut short; '' where that side has none. */
  readonly before: string;
  readonly after: string;
  /** A note is shown and never needs a reason: tests that go together with the code they test. */
  readonly level: 'finding' | 'note';
}

const EXCERPT = 160;

/** One line of source for a report. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= EXCERPT ? line : `${characters.slice(0, EXCERPT - 1).join('')}…`;
}
