import type { Source } from '../source/source.js';

/** One test as it stands in a source. Offsets are those of the source. */
export interface TestCase {
  readonly source: Source;
  /** '' for a test without one. */
  readonly name: string;
  /** Names of the groups around it, outermost first. */
  readonly groups: readonly string[];
  /** With attributes and decorators. */
  readonly start: number;
  /** Where the declaration itself begins. */
  readonly head: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
  /** Offset of what keeps it from being run, on itself or a group around it; null when it is run. */
  readonly skip: number | null;
  readonly focus: number | null;
  /** Rows of the table that it is run with. */
  readonly rows: readonly string[];
  /** Parts of the body that are tests of their own. */
  readonly inner: readonly { readonly start: number; readonly end: number }[];
}

/** A group of tests, or a test before its marks are judged. */
export interface Raw {
  readonly kind: 'test' | 'group';
  readonly name: string;
  readonly start: number;
  readonly head: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
  /** Offset of a mark, or null. */
  readonly skip: number | null;
  readonly focus: number | null;
  readonly rows: readonly string[];
}

/** A source with its tests and with the names of its functions that assert for others. */
export interface TestFile {
  readonly source: Source;
  readonly tests: readonly TestCase[];
  readonly groups: readonly Raw[];
}
