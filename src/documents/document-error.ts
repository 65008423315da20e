import { PitbossError } from '../base/pitboss-error.js';

export type DocumentFile = 'plan.md' | 'deferred.md';

/** Why a document cannot be read. Parsing stops at the first one. */
export interface DocumentError {
  /** Stable name, in snake_case. */
  readonly code: string;
  readonly file: DocumentFile;
  /** Line in the whole file, counted from 1; null where the file as a whole is at fault. */
  readonly line: number | null;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

const LONGEST_QUOTE = 80;

/** The same error as a value that may be thrown; the place goes in front. */
export function toPitbossError(error: DocumentError): PitbossError {
  const { code, why, fix } = error;
  return new PitbossError({ code, what: `${placeOf(error)}: ${error.what}`, why, fix });
}

/** `plan.md line 7`, or only the file's name. */
export function placeOf(error: Pick<DocumentError, 'file' | 'line'>): string {
  return error.line === null ? error.file : `${error.file} line ${error.line}`;
}

/** A text from a document as it may stand in a message: one line, in quotes, not too long. */
export function quoted(raw: string): string {
  return JSON.stringify(raw.length > LONGEST_QUOTE ? `${raw.slice(0, LONGEST_QUOTE)}…` : raw);
}
