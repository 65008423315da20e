/** Something wrong, or at least odd, in a configuration file. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** The key, with its sections: `tests.command`; empty for the file as a whole. */
  readonly path: string;
  /** Counted from 1; null where no line can be named. */
  readonly line: number | null;
  /** What is wrong, as a clause that goes on from the path: `must be a whole number, but is text`. */
  readonly message: string;
  /** A sentence with a remedy. */
  readonly suggestion: string | null;
}

/** One problem as one line: `.github/pitboss.yml:7: error: tests.timeout must be more than 0.` */
export function problemLine(problem: Problem): string {
  const { severity, file, path, line, message, suggestion } = problem;
  const place = line === null ? file : `${file}:${line}`;
  const subject = path === '' ? 'the file' : path;
  return `${place}: ${severity}: ${subject} ${message}.${suggestion === null ? '' : ` ${suggestion}`}`;
}
