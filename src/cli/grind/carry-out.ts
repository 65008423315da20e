import { finishLine, grindOutcome } from '../../report/grind/finish-line.js';
import { entryOf } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import { exitCodeOf } from '../../shift/exit-code.js';
import type { ShiftOutcome } from '../../shift/ports.js';
import { runShift } from '../../shift/run-shift.js';
import { laptopTrigger } from '../play.js';
import type { PullOpener } from '../pull-request/open-pull.js';
import { type CommandContext, notTakenUp, withShift } from '../run-commands.js';
import { openGrindPull } from './grind-pull.js';
import { FAILED_TO_START } from './refusals.js';
import { watchSkipFile } from './skip-file.js';

/** A grind run that this process is about to work on. */
export interface GrindToShift {
  readonly runId: string;
  readonly nonce: string;
  readonly holderIsGone?: boolean;
  /** Sessions that ended before. */
  readonly sessions: number;
  /** Where a pull request is wanted at the end. */
  readonly pull: PullOpener | null;
  /** Whether the exit code tells that it could not be opened. */
  readonly pullRequired: boolean;
}

/** Works on a grind run until it ends or is stopped, and opens its pull request. Returns the exit code. */
export async function carryOut(context: CommandContext, run: GrindToShift): Promise<number> {
  const outcome = await withShift(context, { ...run, drain: context.letDrain() }, async ({ ports, request }) => {
    const { terminal } = context;
    const ended = await whileSkippable(context, run.runId, () => runShift(ports, request));
    if (ended.kind === 'ended' || ended.kind === 'handed_over') {
      terminal.out(`transcripts: ${request.dirs.logs}`);
    }
    return ended;
  });
  if (outcome.kind === 'declined' || outcome.kind === 'lost') {
    // Another run that is in the way is a start that failed: nothing starts this one by itself.
    const exitCode = notTakenUp(context.terminal, run.runId, outcome);
    return outcome.kind === 'declined' && outcome.code === 'queued' ? FAILED_TO_START : exitCode;
  }
  const record = entryOf(await context.laptop.inbox.read(), run.runId).record ?? outcome.record;
  tellEnd(context, record, run.sessions);
  return openGrindPull(context, { record, ...run, exitCode: exitCodeOf(outcome) });
}

/** The last line names the run, its outcome, and how many sessions ended since the command was given. */
function tellEnd({ terminal }: CommandContext, record: RunRecord, before: number): void {
  const { word, detail } = grindOutcome(record);
  if (word === 'BudgetExhausted') {
    // A line of its own, for programs that look for exactly this word.
    terminal.err(`[pitboss] grind: BudgetExhausted: ${detail ?? ''}`);
  }
  terminal.out(finishLine(record, (record.grind?.iterations ?? before) - before));
}

/** Meanwhile the file `.pitboss/skip` in the user's tree is a word to the run, as `pitboss skip` is. */
async function whileSkippable(
  { laptop, terminal, clock }: CommandContext,
  runId: string,
  shift: () => Promise<ShiftOutcome>,
): Promise<ShiftOutcome> {
  const ended = new AbortController();
  const skip = async () => {
    terminal.err('[pitboss] .pitboss/skip was seen: the session at work is skipped');
    await laptop.inbox.add(laptopTrigger(laptop, { verb: 'skip', runId, plan: null }));
  };
  const watching = watchSkipFile({ root: laptop.user.root, clock, signal: ended.signal, skip }).catch(
    (error: unknown) => terminal.err(`[pitboss] warning: .pitboss/skip is not looked at any more: ${String(error)}`),
  );
  try {
    return await shift();
  } finally {
    ended.abort();
    await watching;
  }
}
