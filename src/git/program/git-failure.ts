import { PitbossError } from '../../base/pitboss-error.js';

const MAX_SHOWN = 4000;

/** What a finished git process left behind, as far as an error message needs it. */
export interface FailedGit {
  /** What it was for, as a participle phrase: `reading the tips of the remote`. */
  readonly operation: string;
  readonly code: number | null;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** The error for a git process that ended in a way nobody expected. `stderr` must have its secrets masked already. */
export function gitFailure(failed: FailedGit, code = 'git_failed'): PitbossError {
  const end = failed.timedOut ? 'it did not end within its time limit' : `it ended with exit code ${failed.code}`;
  const text = failed.stderr.trim().slice(0, MAX_SHOWN);
  return new PitbossError({
    code,
    what: `Git failed while ${failed.operation}.`,
    why: text === '' ? `${capital(end)} and said nothing.` : `${capital(end)}: ${text}`,
    fix: 'Look at the text above; if the remote or the disk was busy or full, run the command again.',
  });
}

/** A text with every secret, and its Basic form, replaced by `***`. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, '***')), text);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
