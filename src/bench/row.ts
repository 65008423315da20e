import { type Summary, summarise } from './statistics.js';

/** One line of the result table: what was measured, in which unit, and what is expected of it. */
export interface Row {
  readonly what: string;
  readonly unit: 'ms' | 's' | 'MB' | 'MB/s' | '' | '×';
  readonly values: readonly number[];
  /** Null for a figure that only explains another. */
  readonly target: Target | null;
}

export interface Target {
  /** Which figure of the sample is judged. */
  readonly of: 'p50' | 'p95' | 'p99' | 'max';
  readonly atMost: number;
  /** True for a time that belongs to the machine: it is shown as met or missed, and a check does not fail on it. */
  readonly goal?: boolean;
}

export type Verdict = 'met' | 'missed' | null;

export interface Judged extends Row {
  readonly summary: Summary;
  readonly verdict: Verdict;
}

export function judge(row: Row): Judged {
  const summary = summarise(row.values);
  const verdict = row.target === null ? null : summary[row.target.of] <= row.target.atMost ? 'met' : 'missed';
  return { ...row, summary, verdict };
}

/** The rows on which a check fails. */
export function broken(rows: readonly Judged[]): readonly Judged[] {
  return rows.filter(({ verdict, target }) => verdict === 'missed' && target?.goal !== true);
}

/** One measurement: rows, and what a reader must know about how they came about. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<readonly Row[]>;
}

export interface BenchOptions {
  /** Folder of the project, with the built programs in `dist/`. */
  readonly project: string;
  /** Larger samples and the large repository. */
  readonly full: boolean;
  readonly say: (line: string) => void;
}
