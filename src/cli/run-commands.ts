import { PitbossError } from '../base/pitboss-error.js';
import { firstNonce } from '../run/ids.js';
import { entryOf } from '../run/queue.js';
import type { RunRecord } from '../run/record.js';
import type { Trigger } from '../run/trigger.js';
import { exitCodeOf } from '../shift/exit-code.js';
import { runShift } from '../shift/run-shift.js';
import { findRun } from './find-run.js';
import { type Laptop, laptopConfig, laptopShift } from './laptop.js';
import { laptopTrigger, readPlan, unfinishedRun } from './play.js';
import { shiftPrinter, type Terminal } from './terminal.js';

/** What every command of the program is given. */
export interface CommandContext {
  readonly laptop: Laptop;
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Path of the scripted agent's program. */
  readonly scriptAgent: string;
}

export interface PlayOptions {
  readonly plan: string | undefined;
  /** A word on sweeps for this run. */
  readonly sweep: Trigger['sweep'];
}

/** `pitboss play`: starts a run of a plan, or goes on with an unfinished run of the same plan. Returns the exit code. */
export async function play(context: CommandContext, options: PlayOptions): Promise<number> {
  const { laptop, terminal } = context;
  await refuseInvalidConfig(context);
  const plan = await readPlan(laptop, options.plan, context.cwd);
  const open = unfinishedRun(await laptop.inbox.read(), plan.text);
  if (open !== null) {
    terminal.err(`[pitboss] run ${open.run_id} of this plan is unfinished; going on with it`);
    return rebuy(context, open.run_id, options.sweep);
  }
  const trigger = laptopTrigger(laptop, { verb: 'play', runId: null, plan, sweep: options.sweep });
  await laptop.inbox.add(trigger);
  return shift(context, trigger.run_id, firstNonce(trigger.run_id));
}

/** `pitboss rebuy`: goes on with a halted run, or with one whose process died. */
export async function rebuy(
  context: CommandContext,
  runId: string | undefined,
  sweep?: Trigger['sweep'],
): Promise<number> {
  const { laptop } = context;
  await refuseInvalidConfig(context);
  const entry = findRun(await laptop.inbox.read(), runId, ['halted', 'running', 'pending', 'queued', 'waiting']);
  if (entry.status === 'finished' || entry.status === 'folded') {
    throw new PitbossError(
      {
        code: 'run_over',
        what: `Run ${entry.runId} is ${entry.status}.`,
        why: 'A run that is over is never taken up again.',
        fix: '`pitboss play` starts a new one.',
      },
      { exitCode: 4 },
    );
  }
  if (entry.status === 'halted') {
    await laptop.inbox.add(laptopTrigger(laptop, { verb: 'rebuy', runId: entry.runId, plan: null, sweep }));
  }
  return shift(context, entry.runId, entry.nonce);
}

/** `pitboss fold`: ends a run for good. One that is being worked on is told to stop; any other is folded at once. */
export async function fold(context: CommandContext, runId: string | undefined): Promise<number> {
  const { laptop, terminal } = context;
  const entry = findRun(await laptop.inbox.read(), runId, ['halted', 'running', 'pending', 'queued', 'waiting']);
  if (entry.status === 'folded' || entry.status === 'finished') {
    terminal.err(`[pitboss] run ${entry.runId} is ${entry.status} already`);
    return 0;
  }
  await laptop.inbox.add(laptopTrigger(laptop, { verb: 'fold', runId: entry.runId, plan: null }));
  const { ports, request } = await laptopShift(laptop, {
    ...shiftFacts(context),
    runId: entry.runId,
    nonce: entry.nonce,
  });
  if (entry.lease !== null && !(await ports.holderEnded(entry.lease, true))) {
    terminal.out(`told the process that works on run ${entry.runId} to stop; it saves its work and folds the run`);
    return 0;
  }
  const outcome = await runShift(ports, request);
  if (outcome.kind === 'ended' && outcome.record.status === 'folded') {
    terminal.out(`folded run ${entry.runId} on branch ${outcome.record.branch}`);
    return 0;
  }
  throw new PitbossError({
    code: 'fold_failed',
    what: `Run ${entry.runId} was not folded.`,
    why: 'reason' in outcome ? outcome.reason : `It is ${outcome.record.status}.`,
    fix: 'Look at `pitboss status`, then try again.',
  });
}

/** One shift of this process on a run, and what is printed when it ended. Returns the exit code. */
export async function shift(context: CommandContext, runId: string, nonce: string): Promise<number> {
  const { laptop, terminal } = context;
  const { ports, request } = await laptopShift(laptop, { ...shiftFacts(context), runId, nonce });
  const outcome = await runShift(ports, request);
  if (outcome.kind === 'declined' || outcome.kind === 'lost') {
    terminal.err(`error: ${outcome.reason}`);
    return exitCodeOf(outcome);
  }
  const entry = entryOf(await laptop.inbox.read(), runId);
  const branch = entry.record?.branch ?? outcome.record.branch;
  terminal.out(`run ${runId} ${outcome.record.status}: ${landedText(outcome.record)} on branch ${branch}`);
  terminal.out(`transcripts: ${request.dirs.logs}`);
  return exitCodeOf(outcome);
}

function landedText({ kind, completed, sweeps = [] }: RunRecord): string {
  const resolved = sweeps.reduce((sum, sweep) => sum + sweep.resolved, 0);
  return kind === 'sweep' ? `${resolved} deferred item(s) resolved` : `${completed.length} phase(s)`;
}

function shiftFacts(context: CommandContext) {
  return { tell: shiftPrinter(context.terminal), signal: context.signal, scriptAgent: context.scriptAgent };
}

export async function refuseInvalidConfig({ laptop, terminal }: CommandContext): Promise<void> {
  const loaded = await laptopConfig(laptop);
  if (loaded.kind === 'invalid') {
    throw new PitbossError(loaded.halt, { exitCode: 4 });
  }
  for (const warning of loaded.warnings) {
    terminal.err(`[pitboss] warning: ${warning}`);
  }
}
