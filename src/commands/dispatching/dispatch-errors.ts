import { type ErrorParts, PitbossError } from '../../base/pitboss-error.js';
import { githubError } from '../../github/errors.js';
import { WORKFLOW_FILE } from '../ports.js';

const PATH = `.github/workflows/${WORKFLOW_FILE}`;

interface Refusal {
  readonly code: string;
  readonly says: RegExp;
  readonly fix: string;
}

/** GitHub's texts for a dispatch that it will not carry out, and the way out of each. */
const REFUSALS: readonly Refusal[] = [
  {
    code: 'workflow_protected',
    says: /not allowed to trigger/i,
    fix: "An administrator must allow this App and the event `workflow_dispatch` in the repository's or organization's rules for running Actions workflows.",
  },
  {
    code: 'workflow_disabled',
    says: /disabled/i,
    fix: `Switch it on: Actions → the Pitboss workflow → "Enable workflow" (and Settings → Actions → General, if Actions is off as a whole).`,
  },
  {
    code: 'workflow_no_trigger',
    says: /does not have 'workflow_dispatch' trigger/i,
    fix: `Add \`workflow_dispatch\` with the inputs \`run-id\` and \`nonce\` to ${PATH} on the default branch.`,
  },
  {
    code: 'workflow_inputs',
    says: /unexpected inputs|required input|inputs? .*not provided/i,
    fix: `Update ${PATH}: its \`workflow_dispatch\` must take the inputs \`run-id\` and \`nonce\`.`,
  },
];

/** Why a dispatch was refused; anything that will pass by itself keeps its own code (`github_unavailable`, `github_rate_limited`). */
export function dispatchError(error: unknown): PitbossError {
  const known = githubError(error, `dispatching the workflow ${WORKFLOW_FILE}`);
  if (known.code === 'github_not_found') {
    return refusal(known, {
      code: 'workflow_missing',
      fix: `Add ${PATH} to the default branch (examples/workflow/pitboss.yml of Pitboss is its pattern). If it is there, check that the App may use Actions.`,
    });
  }
  const match = REFUSALS.find((item) => item.says.test(known.why));
  return match === undefined ? known : refusal(known, match);
}

function refusal(known: PitbossError, parts: Pick<ErrorParts, 'code' | 'fix'>): PitbossError {
  const what = 'The run is accepted, but GitHub does not start its workflow.';
  return new PitbossError({ code: parts.code, what, why: known.why, fix: parts.fix }, { cause: known });
}
