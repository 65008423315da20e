/** What an error tells a person: the three parts every message of ours has. */
export interface ErrorParts {
  /** Stable name, in snake_case; documentation and tests refer to it. */
  readonly code: string;
  /** What happened, one sentence. */
  readonly what: string;
  /** Why, as far as we know; names the value, file and line that caused it. */
  readonly why: string;
  /** What to do next: a command, a setting, a place to look. */
  readonly fix: string;
}

/** The only error class that may reach a person; `exitCode` follows the outcome table in docs/architecture.md. */
export class PitbossError extends Error {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly exitCode: number;

  constructor(parts: ErrorParts, options: { exitCode?: number; cause?: unknown } = {}) {
    super(`${parts.what} ${parts.why} ${parts.fix}`, { cause: options.cause });
    this.name = 'PitbossError';
    this.code = parts.code;
    this.what = parts.what;
    this.why = parts.why;
    this.fix = parts.fix;
    this.exitCode = options.exitCode ?? 1;
  }

  get parts(): ErrorParts {
    return { code: this.code, what: this.what, why: this.why, fix: this.fix };
  }
}
