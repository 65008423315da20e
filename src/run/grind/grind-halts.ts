import type { SpentBudget } from '../../grind/budgets.js';
import type { Halt } from '../record.js';

/** Why a grind run stops, beyond what stops every run. */
export const grindHalts = {
  grindBudgetSpent: ({ text, key }: SpentBudget): Halt => ({
    code: 'budget_exceeded',
    what: text,
    why: 'The budget of this run is spent, so no further session begins. What landed stays on its branch.',
    fix: largerBudget(key),
  }),
  failureLimit: (limit: number, last: string | null): Halt => ({
    code: 'failure_limit',
    what: `${limit} sessions in a row failed.`,
    why: `grind.consecutive_failure_limit is ${limit}. The last one: ${last ?? '(no summary provided)'}`,
    fix: 'Look at the transcripts of these sessions, correct the prompt or the project, then rebuy the run; the count begins again.',
  }),
  promptsChanged: (added: readonly string[], removed: readonly string[]): Halt => ({
    code: 'prompts_changed',
    what: 'The prompts of the rotation are not those that the run began with.',
    why: [
      added.length === 0 ? '' : `Added: ${added.join(', ')}.`,
      removed.length === 0 ? '' : `Removed: ${removed.join(', ')}.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
    fix: 'Bring the old set back on the default branch and rebuy the run, or fold it and start a new one.',
  }),
  grindUnusable: (code: 'rotation_invalid' | 'prompts_missing' | 'unknown_prompt', why: string): Halt => ({
    code,
    what: UNUSABLE[code],
    why,
    fix: '`pitboss prompts validate` names every fault with its line. Correct them (for a run on GitHub: on the default branch), then rebuy the run or start it again.',
  }),
  sessionsOutOfSync: (recorded: number, found: number): Halt => ({
    code: 'sessions_out_of_sync',
    what: 'The record of the run and its sessions on the ledger do not belong together.',
    why: `The record counts ${recorded} ended session(s); the ledger holds ${found}. Somebody edited the ledger by hand.`,
    fix: "Bring back the ledger's files of this run as they were, then rebuy it; or fold it and start a new one.",
  }),
} as const;

/** How a budget is written in a command. */
export const BUDGET_FLAGS = {
  max_iterations: '--max-iterations',
  until: '--until',
  max_cost_usd: '--max-cost',
  max_tokens: '--max-tokens',
} as const;

const UNUSABLE = {
  rotation_invalid: 'The rotation cannot be used.',
  prompts_missing: 'There is no prompt to grind with.',
  unknown_prompt: 'The rotation names a prompt that cannot be used.',
} as const;

/** Why a run stands still although nothing is wrong: somebody asked for it. */
export const grindWaits = {
  paused: (): Halt => ({
    code: 'paused',
    what: 'The run is paused.',
    why: 'Somebody asked for it. The session that was at work has ended; no further one begins.',
    fix: 'Rebuy the run to go on, or fold it to end it for good.',
  }),
} as const;

export function largerBudget(key: keyof typeof BUDGET_FLAGS): string {
  return `To go on, buy the run back with a larger budget: ${BUDGET_FLAGS[key]} with rebuy, up to grind.maximum.`;
}
