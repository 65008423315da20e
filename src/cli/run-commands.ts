import { hostname } from 'node:os';
import type { Clock } from '../base/clock.js';
import { PitbossError } from '../base/pitboss-error.js';
import type { Config } from '../config/config.js';
import type { LedgerState } from '../ledger/ledger.js';
import { plural } from '../report/format.js';
import { firstNonce } from '../run/ids.js';
import { entryOf, type QueueEntry } from '../run/queue.js';
import type { RunRecord } from '../run/record.js';
import { exitCodeOf } from '../shift/exit-code.js';
import { localHolderEnded } from '../shift/local-holder.js';
import type { ShiftOutcome } from '../shift/ports.js';
import { runShift } from '../shift/run-shift.js';
import type { HolderOption, JsonOption, PlayOptions, RebuyOptions } from './command-tree.js';
import { findRun } from './find-run.js';
import { promptsDirOf } from './grind/grind-runs.js';
import { type Laptop, type LaptopShift, laptopConfig, laptopShift } from './laptop.js';
import { laptopTrigger, readPlan, unfinishedRun } from './play.js';
import { type PullOpener, pullOpener } from './pull-request/open-pull.js';
import { seenTip } from './runs/adopt.js';
import { type Terminal, watchShift } from './terminal.js';

/** What every command of the program is given. */
export interface CommandContext {
  readonly laptop: Laptop;
  readonly terminal: Terminal;
  readonly cwd: string;
  /** Stop now; what is unfinished is saved. */
  readonly signal: AbortSignal;
  /** From now on the first Ctrl-C aborts this signal alone, which lets what is at work end. */
  readonly letDrain: () => AbortSignal;
  /** Path of the scripted agent's program. */
  readonly scriptAgent: string;
  readonly clock: Clock;
  readonly verbose: boolean;
}

/** `pitboss play`: starts a run of a plan, or goes on with an unfinished run of the same plan. Returns the exit code. */
export async function play(context: CommandContext, options: PlayOptions): Promise<number> {
  const { laptop, terminal } = context;
  refuseJson(options);
  await refuseInvalidConfig(context);
  const pull = options.pr === true ? await pullOpener(context, laptop.user.branch) : null;
  const plan = await readPlan(laptop, options.plan, context.cwd);
  const open = unfinishedRun(await laptop.inbox.read(), plan.text);
  if (open !== null) {
    terminal.err(`[pitboss] run ${open.runId} of this plan is unfinished; going on with it`);
    const { sweep, pr = false } = options;
    return rebuy(context, open.runId, { sweep, pr });
  }
  const trigger = laptopTrigger(laptop, { verb: 'play', runId: null, plan, sweep: options.sweep });
  await laptop.inbox.add(trigger);
  return shiftAndPull(context, { runId: trigger.run_id, nonce: firstNonce(trigger.run_id) }, pull);
}

/** `pitboss rebuy`: goes on with a halted run, or with one whose process died. */
export async function rebuy(
  context: CommandContext,
  runId: string | undefined,
  options: RebuyOptions,
): Promise<number> {
  const { laptop } = context;
  refuseJson(options);
  await refuseInvalidConfig(context);
  const entry = runToRebuy(await laptop.inbox.read(), runId);
  const pull = options.pr === true ? await pullOpener(context, baseOf(entry) ?? laptop.user.branch) : null;
  const adopt = options.adopt === true ? await seenTip(laptop, entry) : undefined;
  // A run whose process died goes on without a command; a word on sweeps needs one to travel with.
  const worded = options.sweep !== undefined && isFree(entry, options);
  if (entry.status === 'halted' || adopt !== undefined || worded) {
    await laptop.inbox.add(
      laptopTrigger(laptop, { verb: 'rebuy', runId: entry.runId, plan: null, sweep: options.sweep, adopt }),
    );
  }
  return shiftAndPull(context, { ...entry, ...options }, pull);
}

/** Whether nobody works on a run, as far as that can be told from here. */
export function isFree({ lease }: Pick<QueueEntry, 'lease'>, { holderIsGone = false }: HolderOption): boolean {
  return lease === null || localHolderEnded(lease, hostname()) || holderIsGone;
}

/** The branch that a run started from; null where it was a commit without a branch, or nobody has taken it up yet. */
export function baseOf({ record }: QueueEntry): string | null {
  return record === null || record.base.ref === 'HEAD' ? null : record.base.ref;
}

/** A shift, and the pull request that was asked for where the run has finished in it. */
async function shiftAndPull(context: CommandContext, run: RunToShift, pull: PullOpener | null): Promise<number> {
  const exitCode = await shift(context, run);
  const { record } = entryOf(await context.laptop.inbox.read(), run.runId);
  if (pull !== null && record?.status === 'finished') {
    await pull.open(record);
  }
  return exitCode;
}

/** The run that `rebuy` means, and a refusal if it is over. */
export function runToRebuy(state: LedgerState, runId: string | undefined): QueueEntry {
  const entry = findRun(state, runId, ['halted', 'running', 'pending', 'queued', 'waiting']);
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
  return entry;
}

/** `pitboss fold`: ends a run for good. One that is being worked on is told to stop; any other is folded at once. */
export async function fold(context: CommandContext, runId: string | undefined, options: HolderOption): Promise<number> {
  const { laptop, terminal } = context;
  const entry = findRun(await laptop.inbox.read(), runId, ['halted', 'running', 'pending', 'queued', 'waiting']);
  if (entry.status === 'folded' || entry.status === 'finished') {
    terminal.err(`[pitboss] run ${entry.runId} is ${entry.status} already`);
    return 0;
  }
  await laptop.inbox.add(laptopTrigger(laptop, { verb: 'fold', runId: entry.runId, plan: null }));
  return withShift(context, { ...entry, ...options }, async ({ ports, request }) => {
    if (entry.lease !== null && !(await ports.holderEnded(entry.lease, true))) {
      terminal.out(`told the process that works on run ${entry.runId} to stop; it saves its work and folds the run`);
      return 0;
    }
    const outcome = await runShift(ports, request);
    if (outcome.kind === 'ended' && outcome.record.status === 'folded') {
      const { branch } = outcome.record;
      terminal.out(`folded run ${entry.runId}${branch === '' ? '' : ` on branch ${branch}`}`);
      return 0;
    }
    throw new PitbossError({
      code: 'fold_failed',
      what: `Run ${entry.runId} was not folded.`,
      why: 'reason' in outcome ? outcome.reason : `It is ${outcome.record.status}.`,
      fix: 'Look at `pitboss status`, then try again.',
    });
  });
}

type Unshifted = Extract<ShiftOutcome, { kind: 'declined' | 'lost' }>;

interface RunToShift extends HolderOption {
  readonly runId: string;
  readonly nonce: string;
  /** Lets what is at work end; only for runs that can stop between two pieces of work. */
  readonly drain?: AbortSignal;
}

/** Makes a shift of this process ready, with somebody who is told, and takes the live display away again. */
export async function withShift<T>(
  context: CommandContext,
  { runId, nonce, drain, holderIsGone = false }: RunToShift,
  body: (shift: LaptopShift) => Promise<T>,
): Promise<T> {
  const { laptop, terminal, clock, verbose, signal, scriptAgent } = context;
  const watching = watchShift(terminal, clock, verbose);
  const promptsDir = promptsDirOf(await laptop.inbox.read(), runId);
  try {
    return await body(
      await laptopShift(laptop, {
        runId,
        nonce,
        holderIsGone,
        tell: watching.tell,
        signal,
        drain,
        scriptAgent,
        promptsDir,
      }),
    );
  } finally {
    watching.close();
  }
}

/** One shift of this process on a run, and what is printed when it ended. Returns the exit code. */
export function shift(context: CommandContext, run: RunToShift): Promise<number> {
  return withShift(context, run, async ({ ports, request }) => {
    const { laptop, terminal } = context;
    const outcome = await runShift(ports, request);
    if (outcome.kind === 'declined' || outcome.kind === 'lost') {
      return notTakenUp(terminal, run.runId, outcome);
    }
    const entry = entryOf(await laptop.inbox.read(), run.runId);
    const branch = entry.record?.branch ?? outcome.record.branch;
    terminal.out(`run ${run.runId} ${outcome.record.status}: ${landedText(outcome.record)} on branch ${branch}`);
    terminal.out(`transcripts: ${request.dirs.logs}`);
    return exitCodeOf(outcome);
  });
}

function landedText({ kind, completed, sweeps = [] }: RunRecord): string {
  const resolved = sweeps.reduce((sum, sweep) => sum + sweep.resolved, 0);
  return kind === 'sweep' ? `${plural(resolved, 'deferred item')} resolved` : plural(completed.length, 'phase');
}

/** Why this process did nothing for a run, or could not finish what it did. That another one is at work is no error. */
export function notTakenUp(terminal: Terminal, runId: string, outcome: Unshifted): number {
  const exitCode = exitCodeOf(outcome);
  if (exitCode === 0) {
    terminal.err(`[pitboss] run ${runId} was not taken up: ${outcome.reason}`);
    return 0;
  }
  const declined = outcome.kind === 'declined';
  throw new PitbossError(
    {
      code: declined ? 'not_taken_up' : 'shift_lost',
      what: declined ? `Run ${runId} was not taken up.` : `The work on run ${runId} could not be recorded.`,
      why: outcome.reason,
      fix: '`pitboss status` shows where the run stands, `pitboss doctor` what keeps it there and how to go on.',
    },
    { exitCode },
  );
}

/** A run tells its progress to people; only its forecast has a form for programs. */
export function refuseJson(options: JsonOption): void {
  if (options.json === true) {
    throw new PitbossError(
      {
        code: 'json_needs_dry_run',
        what: '`--json` belongs to `--dry-run` here.',
        why: 'A run prints its progress line by line; only the forecast has a form for programs.',
        fix: 'Leave `--json` out, and ask `pitboss status --json` when the run is over.',
      },
      { exitCode: 4 },
    );
  }
}

export async function refuseInvalidConfig({ laptop, terminal }: CommandContext): Promise<Config> {
  const loaded = await laptopConfig(laptop);
  if (loaded.kind === 'invalid') {
    throw new PitbossError(loaded.halt, { exitCode: 4 });
  }
  for (const warning of loaded.warnings) {
    terminal.err(`[pitboss] warning: ${warning}`);
  }
  return loaded.config;
}
