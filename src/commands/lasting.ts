import { PitbossError } from '../base/pitboss-error.js';

/** Codes of errors that pass by themselves: another look will find the command and carry it out. */
const PASSING: ReadonlySet<string> = new Set(['github_unavailable', 'github_rate_limited', 'ledger_unreachable']);
/** What the ledger's refusals say when only the moment was wrong: a limit, or a branch that kept moving under every try. */
const WRONG_MOMENT = /rate limit|GitHub answered 429|but expected/i;

/** The error, if only a person can mend it; null for what passes by itself and for mistakes of ours. */
export function lasting(error: unknown): PitbossError | null {
  if (!(error instanceof PitbossError) || PASSING.has(error.code)) {
    return null;
  }
  return error.code === 'ledger_refused' && WRONG_MOMENT.test(error.why) ? null : error;
}
