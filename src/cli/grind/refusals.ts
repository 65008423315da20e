import { PitbossError } from '../../base/pitboss-error.js';
import { CONFIG_FILE } from '../../commands/ports.js';
import type { Config } from '../../config/config.js';
import { type Budgets, beyond } from '../../grind/budgets.js';
import type { GrindState } from '../../grind/grind-state.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { BUDGET_FLAGS, grindHalts } from '../../run/grind/grind-halts.js';
import { promptChanges } from '../../run/grind/start-grind.js';
import { runsInLine } from '../../run/queue.js';
import { type BudgetOptions, budgetsOf } from './budget-flags.js';
import { badInput } from './grind-runs.js';

/** Refuses budgets that the configuration lets nobody ask for. */
export function refuseBeyond(budgets: Budgets, { grind: { maximum } }: Config): void {
  const [key] = beyond(budgets, maximum);
  if (key !== undefined) {
    throw badInput({
      code: 'budget_beyond_maximum',
      what: `${BUDGET_FLAGS[key]} ${budgets[key]} is more than anybody may ask for.`,
      why: `grind.maximum.${key} is ${maximum[key]}.`,
      fix: `Ask for less, or raise grind.maximum.${key} in ${CONFIG_FILE}.`,
    });
  }
}

/** Refuses to start behind other runs: nobody is here who would start it when its turn comes. */
export function refuseBehindOthers(state: LedgerState, { queue }: Config): void {
  const [first, ...others] = runsInLine(state);
  if (first !== undefined && others.length + 1 >= queue.concurrent_runs) {
    throw badInput({
      code: 'queued',
      what: `Run ${first} is not over, and stands before a new one.`,
      why: `queue.concurrent_runs is ${queue.concurrent_runs}, and nothing in a terminal starts a run when its turn comes.`,
      fix: `\`pitboss status ${first}\` shows it; \`pitboss rebuy ${first}\` goes on with it, \`pitboss fold ${first}\` ends it.`,
    });
  }
}

/** Refuses to go on with other prompts, or another rotation, than the run began with. */
export function refuseOthers(runId: string, state: GrindState, wanted: string | undefined): void {
  if (wanted !== undefined && wanted !== state.rotation) {
    throw badInput({
      code: 'other_rotation',
      what: `Run ${runId} works through the rotation ${state.rotation}, not ${wanted}.`,
      why: 'A run keeps its rotation.',
      fix: `\`pitboss grind --resume ${runId}\`, without \`--rotation\`; or \`pitboss grind --rotation ${wanted}\` for a new run.`,
    });
  }
}

export function refuseChanged(runId: string, state: GrindState, material: GrindMaterial): void {
  const changes = promptChanges(state, material);
  if (changes !== null) {
    const { code, what, why } = grindHalts.promptsChanged(changes.added, changes.removed);
    const fix = `Bring the old set back and resume again, or \`pitboss fold ${runId}\` and start a new run; with \`--continue\` it goes on with the rotation.`;
    throw badInput({ code, what, why, fix });
  }
}

/** Refuses budgets for a run that takes none from a command. */
export function refuseBudgets(runId: string, options: BudgetOptions): void {
  if (Object.keys(budgetsOf(options)).length > 0) {
    throw badInput({
      code: 'budgets_need_grind',
      what: `Run ${runId} is no grind run, and only those take budgets from a command.`,
      why: `The caps of every other run stand in ${CONFIG_FILE}.`,
      fix: `Raise \`budgets\` there, then \`pitboss rebuy ${runId}\`.`,
    });
  }
}

/** Errors of a command that could not begin its run: told as the original does, with its exit code. */
export async function failingToStart<T>(begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof PitbossError)) {
      throw error;
    }
    const { code, what, why, fix } = error;
    const branch = code === 'no_repository' ? ' A grind run works on a run branch of its own.' : '';
    throw new PitbossError(
      { code, what: `grind: ${what}`, why: `${why}${branch}`, fix },
      { exitCode: FAILED_TO_START, cause: error },
    );
  }
}

/** Exit code of a grind run that never began. */
export const FAILED_TO_START = 4;
