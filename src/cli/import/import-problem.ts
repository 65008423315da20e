/** Something that keeps an import from being made. */
export interface ImportProblem {
  readonly file: string;
  /** Counted from 1; null where no line can be named. */
  readonly line: number | null;
  /** A clause that goes on from the place. */
  readonly what: string;
  readonly fix: string;
}

export function problemText({ file, line, what, fix }: ImportProblem): string {
  return `${line === null ? file : `${file}:${line}`}: ${what.replace(/\.$/, '')}. ${fix}`;
}
