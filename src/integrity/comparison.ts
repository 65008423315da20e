import type { ChangedFile } from './finding.js';
import { readSource, type Source } from './source/source.js';
import { definedIn, helpersOf } from './tests/helpers.js';
import { type Matching, matchTests } from './tests/match-tests.js';
import { readTests } from './tests/read-tests.js';
import type { TestFile } from './tests/test-case.js';
import { isTestPath } from './tests/test-path.js';
import { addedLines, tokensOf } from './tests/tokens.js';

/** A change as the rules look at it. */
export interface Comparison {
  readonly files: readonly ChangedFile[];
  readonly before: readonly TestFile[];
  readonly after: readonly TestFile[];
  readonly matching: Matching;
  readonly helpers: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
  /** By path: the lines that a test file gained, and what they are about; comments do not count. */
  readonly added: ReadonlyMap<string, Added>;
  /** Functions and classes that the change took away from the code. */
  readonly removedNames: ReadonlySet<string>;
}

export interface Added {
  readonly text: string;
  readonly tokens: ReadonlySet<string>;
}

/** What stands for a file that gained nothing. */
export const NOTHING_ADDED: Added = { text: '', tokens: new Set() };

export function compare(files: readonly ChangedFile[]): Comparison {
  const sources = (side: 'before' | 'after'): readonly Source[] =>
    files
      .map((file) => (file[side] === null ? null : readSource(file.path, file[side])))
      .filter((source) => source !== null);
  const [old, now] = [sources('before'), sources('after')];
  const [before, after] = [old.map(readTests), now.map(readTests)];
  const tests = new Set(files.map(({ path }) => path).filter((path) => isTestPath(path) || path.endsWith('.rs')));
  return {
    files,
    before,
    after,
    matching: matchTests(
      before.flatMap((file) => file.tests),
      after.flatMap((file) => file.tests),
    ),
    helpers: { before: helpersOf(before), after: helpersOf(after) },
    added: new Map(now.filter(({ path }) => tests.has(path)).map((source) => [source.path, gainedBy(source, old)])),
    removedNames: removedNames(old, now),
  };
}

function gainedBy(source: Source, old: readonly Source[]): Added {
  const text = addedLines(old.find(({ path }) => path === source.path)?.text ?? null, source.text);
  return { text, tokens: tokensOf(text) };
}

function removedNames(before: readonly Source[], after: readonly Source[]): ReadonlySet<string> {
  const names = (sources: readonly Source[]): ReadonlySet<string> =>
    new Set(sources.filter(({ path }) => !isTestPath(path)).flatMap((source) => [...definedIn(source)]));
  const left = names(after);
  return new Set([...names(before)].filter((name) => !left.has(name)));
}
