import { PitbossError } from '../../base/pitboss-error.js';
import { grindOutcome } from '../../report/grind/finish-line.js';
import type { RunRecord } from '../../run/record.js';
import type { PullOpener } from '../pull-request/open-pull.js';
import { errorReport } from '../report-error.js';
import type { CommandContext } from '../run-commands.js';

interface PullAtEnd {
  readonly record: RunRecord;
  readonly pull: PullOpener | null;
  readonly pullRequired: boolean;
  /** The exit code that the run itself has. */
  readonly exitCode: number;
}

/** All is well with the run, and its pull request is missing. */
const NO_PULL = 6;

/** Ends after which a pull request shows what was done; a run that was broken off is to be resumed first. */
const SHOWN: readonly string[] = ['Completed', 'Drained', 'BudgetExhausted', 'ConsecutiveFailureLimit'];

/** Opens the pull request of a grind run. That it cannot be opened is told, and changes the exit code only where that was asked for. */
export async function openGrindPull(
  { terminal, verbose }: Pick<CommandContext, 'terminal' | 'verbose'>,
  { record, pull, pullRequired, exitCode }: PullAtEnd,
): Promise<number> {
  if (pull === null || !SHOWN.includes(grindOutcome(record).word)) {
    return exitCode;
  }
  try {
    await pull.open(record);
    return exitCode;
  } catch (error) {
    if (!(error instanceof PitbossError)) {
      throw error;
    }
    errorReport(error, verbose).lines.forEach(terminal.err);
    return pullRequired && exitCode === 0 ? NO_PULL : exitCode;
  }
}
