import type { ChangedFile, Finding } from './finding.js';
import { settingKind } from './settings/setting-file.js';
import { syntaxOf } from './source/syntax.js';
import { isTestPath } from './tests/test-path.js';

/** A change as far as it could be read. */
export interface ChangeSet {
  readonly files: readonly ChangedFile[];
  readonly unread: readonly Unread[];
}

export interface Unread {
  readonly path: string;
  /** The end of a sentence about the file: `is too large`. */
  readonly why: string;
  /** The base's version can be read: it is the change that hides the file. */
  readonly hidden: boolean;
}

/** How much of a change is read: bytes of one file, of all, characters of one line. */
export const BOUNDS = { fileBytes: 262_144, totalBytes: 4_194_304, lineLength: 5_000 } as const;

/** Whether a path can matter: a language that the rules read, or a file that decides how tests are run. */
export function concernsTests(path: string): boolean {
  return syntaxOf(path) !== null || settingKind(path) !== null;
}

/** What is read first when not everything can be: tests and their settings. */
export function isCentral(path: string): boolean {
  return isTestPath(path) || settingKind(path) !== null;
}

/** Why a text is not looked at, or null. Very long lines are no text that people wrote. */
export function unreadableText(text: string): string | null {
  if (text.includes('\0')) {
    return 'is no text';
  }
  return text.split('\n').some((line) => line.length > BOUNDS.lineLength) ? 'has very long lines' : null;
}

/** A test file that the change made unreadable could hide anything: that is a finding itself. */
export function hiddenTests({ unread }: ChangeSet): readonly Finding[] {
  return unread
    .filter(({ path, hidden }) => hidden && isCentral(path))
    .map(({ path, why }) => ({
      rule: 'deleted-test',
      path,
      line: 1,
      what: `the file ${why} now and cannot be compared any more`,
      before: '',
      after: '',
      level: 'finding',
    }));
}
