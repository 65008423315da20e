import { PitbossError } from '../../base/pitboss-error.js';

/** A test, bench or demo asked for something that was never set up. */
export function missing(what: string): PitbossError {
  return new PitbossError({
    code: 'local_github_missing',
    what: `The local GitHub has no ${what}.`,
    why: 'It was never created, or its name is spelled differently.',
    fix: 'Create it before it is used.',
  });
}
