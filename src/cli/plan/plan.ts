import { sha256 } from '../../base/digest.js';
import { PitbossError } from '../../base/pitboss-error.js';
import { printAnswers } from '../../documents/drafts/read-answers.js';
import { entryOf } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import { exitCodeOf } from '../../shift/exit-code.js';
import type { ShiftOutcome } from '../../shift/ports.js';
import { runShift } from '../../shift/run-shift.js';
import type { HolderOption, PlanOptions } from '../command-tree.js';
import { laptopTrigger } from '../play.js';
import { type CommandContext, notTakenUp, refuseInvalidConfig, withShift } from '../run-commands.js';
import { askQuestions } from './ask-questions.js';
import { refuseExisting, writePlan } from './plan-file.js';
import { tellPlanned } from './tell-planned.js';

/** What planning takes beside the context of every command. */
export interface PlanInput {
  readonly templates: string;
  /** Where answers come from. */
  readonly stdin: NodeJS.ReadableStream;
}

/** `pitboss plan`: has an agent write `.pitboss/play/plan.md`, after an interview if that is wanted. Returns the exit code. */
export async function plan(
  context: CommandContext,
  goal: string,
  options: PlanOptions,
  input: PlanInput,
): Promise<number> {
  const { laptop } = context;
  await refuseInvalidConfig(context);
  const wanted = goal.trim();
  if (wanted === '') {
    throw new PitbossError(
      {
        code: 'goal_missing',
        what: 'The goal is blank.',
        why: 'The planner knows nothing of what is wanted but these words.',
        fix: 'For instance: `pitboss plan "A search over the notes, with an index on disk"`.',
      },
      { exitCode: 4 },
    );
  }
  await refuseExisting(placeOf(context, options, input));
  const trigger = laptopTrigger(laptop, { verb: 'plan', runId: null, plan: null });
  const request = { goal: wanted, sha256: sha256(wanted), interview: options.interview === true, review: false };
  await laptop.inbox.add({ ...trigger, plan_request: request });
  return goOnPlanning(context, trigger.run_id, options, input);
}

/** Carries a run of kind `plan` on until its plan is written, or it stops with a reason. */
export async function goOnPlanning(
  context: CommandContext,
  runId: string,
  options: PlanOptions & HolderOption,
  input: PlanInput,
): Promise<number> {
  await refuseExisting(placeOf(context, options, input));
  const outcome = await untilPlanned(context, runId, options, input);
  if (outcome.kind === 'declined' || outcome.kind === 'lost') {
    return notTakenUp(context.terminal, runId, outcome);
  }
  const { record, planText } = outcome;
  if (context.signal.aborted && record.status !== 'finished') {
    return foldInterrupted(context, runId);
  }
  if (record.status === 'finished') {
    await refuseExisting(placeOf(context, options, input));
    await writePlan(context.laptop.user.root, planText);
  }
  tellPlanned(context.terminal, { record, planText, json: options.json === true });
  return exitCodeOf(outcome);
}

function placeOf({ laptop }: CommandContext, options: PlanOptions, { templates }: PlanInput) {
  return { root: laptop.user.root, templates, force: options.force === true };
}

/** Shifts with the answers to what they ask between them; an interview asks once. */
async function untilPlanned(
  context: CommandContext,
  runId: string,
  options: HolderOption,
  input: PlanInput,
): Promise<ShiftOutcome> {
  const outcome = await oneShift(context, runId, options);
  if (!('record' in outcome) || !waitsForAnswers(outcome.record) || context.signal.aborted) {
    return outcome;
  }
  const { laptop, terminal, signal } = context;
  const questions = outcome.record.planning?.questions ?? [];
  const answers = await askQuestions(questions, terminal, { input: input.stdin, signal });
  if (signal.aborted) {
    return outcome;
  }
  const trigger = laptopTrigger(laptop, { verb: 'answer', runId, plan: null });
  await laptop.inbox.add({ ...trigger, text: printAnswers(answers) });
  return oneShift(context, runId, options);
}

function waitsForAnswers({ status, planning }: RunRecord): boolean {
  return status === 'waiting' && planning?.step === 'answers';
}

async function oneShift(context: CommandContext, runId: string, options: HolderOption): Promise<ShiftOutcome> {
  const { nonce } = entryOf(await context.laptop.inbox.read(), runId);
  return withShift(context, { runId, nonce, ...options }, ({ ports, request }) => runShift(ports, request));
}

/** Whoever stops planning by hand wants nothing of it: the run is over, and only what it has spent stays on the ledger. */
async function foldInterrupted(context: CommandContext, runId: string): Promise<number> {
  await context.laptop.inbox.add(laptopTrigger(context.laptop, { verb: 'fold', runId, plan: null }));
  await oneShift({ ...context, signal: new AbortController().signal }, runId, {});
  context.terminal.err(`[pitboss] stopped; no plan was written, and run ${runId} is folded`);
  return 2;
}
