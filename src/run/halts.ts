import { branchHalts } from './branch/branch-halts.js';
import { grindHalts, largerBudget } from './grind/grind-halts.js';
import type { UsedUp } from './money/allowance.js';
import { agentHalts } from './outages/agent-halts.js';
import { installHalts } from './outages/install-halt.js';
import type { Halt } from './record.js';
import { shortTurns } from './units/short-turns.js';

/** Whether money is the reason; such a halt has an exit code of its own. */
export function isBudgetHalt(halt: Halt): boolean {
  return halt.code === 'budget_exceeded';
}

function halt(code: string, what: string, why: string, fix: string): Halt {
  return { code, what, why, fix };
}

const GO_ON = 'then rebuy the run: it goes on at this stage, on the kept tree';

/** What buys a larger budget where the command that rebuys a run can bring it along. */
const RAISED_BY: Readonly<Record<string, string>> = {
  'grind.budgets.max_cost_usd': largerBudget('max_cost_usd'),
  'grind.budgets.max_tokens': largerBudget('max_tokens'),
};

/** Every reason for which a run halts, in one place, so that each can be documented and tested. */
export const halts = {
  /** `by`: who had the tree meanwhile. */
  planTampered: (by = 'the agent') =>
    halt(
      'plan_tampered',
      `plan.md was modified by ${by}.`,
      'The plan belongs to the maintainers; an agent may read it but not change it. The plan was restored byte for byte.',
      `Look at the transcript to see why it was edited, ${GO_ON}.`,
    ),
  policyTampered: (paths: readonly string[], by = 'the agent') =>
    halt(
      'policy_tampered',
      `${by.charAt(0).toUpperCase()}${by.slice(1)} changed files that govern the run.`,
      `These files were restored: ${list(paths)}.`,
      `If such a change is wanted, make it yourself on the default branch (workflow files can be allowed with protect.workflows: allow), ${GO_ON}.`,
    ),
  deferredInvalid: (message: string) =>
    halt(
      'deferred_invalid',
      'deferred.md is invalid.',
      `${message} The agent's version is kept with the unfinished unit; the last good version was restored.`,
      `Rebuy the run to let the agent try again.`,
    ),
  testsFailed: (summary: string, after: 'fixer' | 'auditor' = 'fixer') =>
    after === 'fixer'
      ? halt(
          'tests_failed',
          'The tests failed, and the fixer could not mend them.',
          summary,
          `Fix the cause, raise retries.fixer_max_attempts or make the phase smaller, ${GO_ON}.`,
        )
      : halt(
          'tests_failed',
          'The tests passed before the audit and failed after it.',
          summary,
          'Rebuy the run: the fixer gets its attempts on the kept tree, with the change of the auditor in it, and no second audit follows.',
        ),
  testsUnusable: (why: string) =>
    halt(
      'tests_unusable',
      'The test command could not be run to its end.',
      why,
      `Correct tests.command, tests.setup or tests.timeout, ${GO_ON}.`,
    ),
  testsChanged: (changes: readonly string[]) =>
    halt(
      'tests_changed',
      'The phase changed how the project is tested.',
      `A phase is judged by the test command of the commit that it builds on. Changed: ${changes.join('; ')}.`,
      `If the change is meant, set protect.tests: allow in .github/pitboss.yml on the default branch, ${GO_ON}. If it is not, fold the run and say so in the plan of a new one.`,
    ),
  baselineRed: (why: string) =>
    halt(
      'baseline_red',
      'The tests fail before any agent has worked.',
      why,
      'If they only lack an installation, add tests.setup in .github/pitboss.yml on the default branch; or set tests.baseline: ignore there, so that each phase must turn them green; then rebuy the run. Or mend the base and start a new run. Nothing was spent.',
    ),
  setupFailed: (summary: string) =>
    halt(
      'setup_failed',
      'The set-up command failed before any agent was started.',
      summary,
      `Correct tests.setup, ${GO_ON}.`,
    ),
  /** `fixers`: how many turns a fixer gets, as configured. */
  testsWeakened: (findings: readonly string[], mode: 'halt' | 'explain', fixers: number) =>
    halt(
      'tests_weakened',
      mode === 'halt' ? 'The phase made tests say less.' : 'The phase made tests say less, and nobody wrote down why.',
      findings.join('\n'),
      `${
        fixers > 0
          ? `Rebuy the run: a fixer is shown these places and brings the tests back${mode === 'halt' ? '' : ' or writes the reason down'}.`
          : 'No fixer follows, because retries.fixer_max_attempts is 0: raise it on the default branch, then rebuy the run; or fold the run and make the phase clearer.'
      } To accept such changes, set protect.weakened_tests: ${mode === 'halt' ? 'explain or allow' : 'allow'} on the default branch first.`,
    ),
  ...shortTurns,
  ...installHalts,
  ...agentHalts,
  budgetExceeded: ({ text, key }: UsedUp) =>
    halt(
      'budget_exceeded',
      `budget exceeded: ${text}`,
      'No further agent is started once a cap is reached. What is set aside for work under way counts as spent.',
      RAISED_BY[key] ?? `Raise ${key} in .github/pitboss.yml on the default branch, ${GO_ON}.`,
    ),
  dayBudgetReached: ({ text, key }: UsedUp, until: string) =>
    halt(
      'day_budget_reached',
      `waiting for the next day: ${text}`,
      'All runs share the budget of a day (UTC); what is set aside for work under way counts as spent.',
      `On GitHub the run goes on by itself after ${until}; in a terminal, rebuy it then. To go on sooner, raise ${key} in .github/pitboss.yml on the default branch, then rebuy the run.`,
    ),
  priceUnknown: (model: string) =>
    halt(
      'price_unknown',
      `The price of model \`${model}\` is not known.`,
      'Without a price the budget in dollars could not be kept.',
      'Add it under budgets.pricing, or set budgets.unknown_price: allow, then start again.',
    ),
  unsafeTree: (findings: readonly string[]) =>
    halt(
      'unsafe_tree',
      'The tree holds things that must not be committed.',
      `${list(findings)}.`,
      `Look at the kept tree, correct the plan or the branch, ${GO_ON}.`,
    ),
  secretFound: (paths: readonly string[]) =>
    halt(
      'secret_found',
      'A secret of this run stands in the changed files.',
      `A known secret value, plain or encoded, was found in ${list(paths)}. Nothing was committed or pushed.`,
      'Rotate the secret if the machine is shared, find out in the transcript how it got there, and start a new run.',
    ),
  workflowsProtected: (paths: readonly string[]) =>
    halt(
      'workflows_protected',
      'Workflow files were changed.',
      `${list(paths)}: such changes are refused by default, because a workflow runs with the repository's rights.`,
      'Set protect.workflows: allow (it needs a GitHub App with the workflows permission), or make the change by hand.',
    ),
  ...branchHalts,
  ...grindHalts,
  pushRefused: (message: string) =>
    halt(
      'push_refused',
      'GitHub refused the push.',
      message,
      'Change the rule or the permission that is named above, then rebuy the run.',
    ),
  baseUnsupported: (hazards: readonly string[]) =>
    halt(
      'base_unsupported',
      'The base branch uses Git features that a run cannot carry safely.',
      `${list(hazards)}.`,
      'Set protect.lfs: allow to go on all the same (large files stay pointers, submodules stay empty).',
    ),
  promptInvalid: (problems: readonly string[]) =>
    halt(
      'prompt_invalid',
      'A prompt of this repository cannot be used.',
      problems.join('\n'),
      'Correct the file below .pitboss/prompts/ on the default branch, or remove it to have the built-in prompt back, then rebuy the run.',
    ),
  planInvalid: (message: string) =>
    halt('plan_invalid', 'The plan cannot be read.', message, 'Correct the plan and start a new run.'),
  configInvalid: (message: string) =>
    halt(
      'config_invalid',
      'The configuration is invalid.',
      message,
      'Correct .github/pitboss.yml on the default branch, then rebuy the run.',
    ),
  tooManyShifts: (limit: number) =>
    halt(
      'too_many_shifts',
      `The run has used its ${limit} shifts.`,
      'limits.max_shifts bounds how often a run is handed on, so that it cannot go on for ever.',
      `Raise limits.max_shifts, ${GO_ON}.`,
    ),
  noProgress: () =>
    halt(
      'no_progress',
      'Two shifts in a row ended without advancing a stage.',
      'Something ends the runner or the agent before any work is saved; the logs of the last two workflow runs tell more.',
      `Find out what ends them (memory, time limit, cancelled runs), ${GO_ON}.`,
    ),
  interrupted: () =>
    halt(
      'interrupted',
      'The run was interrupted.',
      'Its process was told to stop: the job was cancelled, its machine was shut down, or somebody pressed Ctrl-C. The unfinished unit was saved before the end.',
      'Rebuy the run to go on.',
    ),
  internal: (message: string) =>
    halt(
      'internal_error',
      'Pitboss itself failed.',
      message,
      'Rebuy the run; if it happens again, report it with the log of this workflow run.',
    ),
} as const;

function list(items: readonly string[]): string {
  const shown = items.slice(0, 10).map((item) => `\`${item}\``);
  const more = items.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
