import { sha256 } from '../../base/digest.js';
import { PitbossError } from '../../base/pitboss-error.js';

/** Control characters, and those that git's own rule for ref names forbids. */
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.lock(\/|$)|(^|\/)\.|\.$|\/$/u;

/** Whether git would accept this as a full ref name, `refs/…`. */
function isRefName(ref: string): boolean {
  return /^refs\/[^/]/.test(ref) && !FORBIDDEN.test(ref);
}

/** Refuses anything that is not a full ref name before it gets near a command line or a file path. */
export function assertRefName(ref: string): void {
  if (!isRefName(ref)) {
    throw new PitbossError({
      code: 'git_bad_ref',
      what: 'A git ref has a name that git does not allow.',
      why: `${JSON.stringify(ref.slice(0, 200))} is not a full, valid ref name.`,
      fix: 'Choose a branch name of letters, digits, dots, dashes and slashes.',
    });
  }
}

/** Our own note of what a remote ref (or a commit) was: negotiation then knows what is here. Hashed, since names may nest. */
export function seenRef(remoteRef: string): string {
  return `refs/pitboss/seen/${sha256(remoteRef).slice(0, 24)}`;
}
