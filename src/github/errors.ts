import { PitbossError } from '../base/pitboss-error.js';
import { type Failure, failureOf } from './calls/failure.js';

const NO_PULL_REQUESTS = /not permitted to create( or approve)? pull requests/i;
const SETTINGS =
  'Settings → Actions → General → Workflow permissions → "Allow GitHub Actions to create and approve pull requests"';

/**
 * Any error of an API call in the three parts that people get. `doing` names the attempt as a noun phrase: `creating a comment`.
 * Codes: github_unauthorized, github_forbidden, pull_requests_not_permitted, github_rate_limited, github_not_found,
 * github_invalid, github_unavailable, github_unexpected.
 */
export function githubError(error: unknown, doing: string): PitbossError {
  if (error instanceof PitbossError) {
    return error;
  }
  const failure = failureOf(error);
  return new PitbossError({ ...partsOf(failure, doing), what: `GitHub refused ${doing}.` }, { cause: error });
}

/** For callers to whom every failure means the same: the answer could not be had. */
export function unavailable(error: unknown, doing: string): PitbossError {
  const inner = githubError(error, doing);
  return new PitbossError(
    { code: 'github_unavailable', what: `GitHub gave no answer to ${doing}.`, why: inner.why, fix: inner.fix },
    { cause: error },
  );
}

interface Parts {
  readonly code: string;
  readonly why: string;
  readonly fix: string;
}

function partsOf(failure: Failure, doing: string): Parts {
  const said = `GitHub said ${failure.status}: ${failure.message}`;
  if (failure.kind === 'limited') {
    return {
      code: 'github_rate_limited',
      why: `${said}. A rate limit is used up.`,
      fix: 'Wait until the limit resets, then try again.',
    };
  }
  if (failure.kind === 'ambiguous') {
    return {
      code: 'github_unavailable',
      why: `${said}. The server or the way to it is disturbed.`,
      fix: 'Try again in a few minutes; https://www.githubstatus.com tells of known disturbances.',
    };
  }
  return partsOfStatus(failure, said, doing);
}

function partsOfStatus(failure: Failure, said: string, doing: string): Parts {
  switch (failure.status) {
    case 401:
      return {
        code: 'github_unauthorized',
        why: `${said}. The token is missing, expired or revoked.`,
        fix: 'Check the App id and private key, or the token that was given to the workflow.',
      };
    case 403:
      return NO_PULL_REQUESTS.test(failure.message)
        ? {
            code: 'pull_requests_not_permitted',
            why: said,
            fix: `Switch on: ${SETTINGS}, or use a GitHub App's token.`,
          }
        : {
            code: 'github_forbidden',
            why: `${said}. The token lacks a permission${failure.needs === null ? '' : ` (needed: ${failure.needs})`}.`,
            fix: `Grant what ${doing} needs: to the App in its settings (then accept the change in the installation), or under \`permissions:\` in the workflow.`,
          };
    case 404:
      return {
        code: 'github_not_found',
        why: `${said}. It does not exist, or the token may not see it.`,
        fix: 'Check the name, and that the App is installed on this repository.',
      };
    case 422:
      return { code: 'github_invalid', why: said, fix: 'Correct the value that the message names.' };
    default:
      return { code: 'github_unexpected', why: said, fix: 'Try again; report it if it stays.' };
  }
}
