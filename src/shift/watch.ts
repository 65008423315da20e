import type { LandPorts } from '../land/run-files.js';
import type { LedgerState } from '../ledger/ledger.js';
import type { InterruptReason } from '../run/progress.js';
import type { Lease } from '../run/record.js';
import { startsRun, type Trigger } from '../run/trigger.js';
import { type Skips, skipSignals } from './grind/skip-signals.js';
import type { ShiftPorts, ShiftRequest } from './ports.js';

/** What may end a unit before it is done: the deadline, the machine, a command, a lost lease. */
export interface Watch {
  readonly signal: AbortSignal;
  /** When time is up, in milliseconds since the epoch; null where no limit applies. */
  readonly endsAt: number | null;
  /** Takes a reading of the ledger that somebody made anyway. */
  observe(state: LedgerState): void;
  /** Commands for this run that came in during the shift and are not applied yet. */
  newCommands(): readonly Trigger[];
  /** For one session: a signal that is aborted by a `skip` that was given since (ISO 8601), and is listened for until `done`. */
  skips(since: string): Skips;
  stop(): void;
}

export interface WatchInput {
  readonly ports: Pick<ShiftPorts, 'signal' | 'pollMs' | 'tell'>;
  readonly request: Pick<ShiftRequest, 'runId' | 'holder' | 'startedAt'>;
  /** Reads the ledger now. */
  readonly read: () => Promise<LedgerState>;
  readonly clock: LandPorts['clock'];
  /** `limits.shift_minutes`. */
  readonly minutes: number;
}

/** Time that a stopped agent gets before everything it started is killed, in milliseconds: the tree must be saved by second 6. */
const KILL_AFTER = 3_000;

export function watch({ ports, request, read, clock, minutes }: WatchInput): Watch {
  const unit = new AbortController();
  const ended = new AbortController();
  const skipping = skipSignals();
  let applied = new Set<string>();
  let commands: readonly Trigger[] = [];
  let known = 0;
  let lease: Lease | null = null;
  const interrupt = (reason: InterruptReason): void => {
    if (!unit.signal.aborted) {
      unit.abort(reason);
    }
  };
  const observe = (state: LedgerState): void => {
    const mine = state.triggers.filter((trigger) => trigger.run_id === request.runId);
    if (mine.length < known) {
      // Commands are only ever added: this look began before one that was faster, and would make us forget what that one saw.
      return;
    }
    known = mine.length;
    const record = state.runs.get(request.runId);
    applied = new Set(record?.applied_triggers ?? []);
    lease = record?.lease ?? null;
    commands = mine.filter((trigger) => !startsRun(trigger) && !applied.has(trigger.key));
    if (commands.some((trigger) => trigger.verb === 'fold')) {
      interrupt('fold');
    }
    skipping.look(commands);
    if (lease !== null && lease.workflow_run_id !== request.holder.workflow_run_id) {
      interrupt('lease_lost');
    }
  };
  const endsAt = request.startedAt === null ? null : request.startedAt + minutes * 60_000;
  const onSignal = (): void => interrupt('signal');
  ports.signal.addEventListener('abort', onSignal, { once: true });
  if (ports.signal.aborted) {
    onSignal();
  }
  if (endsAt !== null) {
    void deadline(clock, endsAt, ended.signal, () => interrupt('deadline'));
  }
  void poll({ clock, every: ports.pollMs, signal: ended.signal, read, observe, tell: ports.tell });
  return {
    signal: unit.signal,
    endsAt,
    observe,
    newCommands: () => commands,
    skips: (since) => {
      const skips = skipping.since(since);
      skipping.look(commands);
      return skips;
    },
    stop: () => {
      ports.signal.removeEventListener('abort', onSignal);
      ended.abort();
    },
  };
}

async function deadline(clock: LandPorts['clock'], at: number, signal: AbortSignal, then: () => void): Promise<void> {
  while (clock.now() < at && !signal.aborted) {
    await clock.sleep(at - clock.now(), signal);
  }
  if (!signal.aborted) {
    then();
  }
}

interface Poll {
  readonly clock: LandPorts['clock'];
  readonly every: number;
  readonly signal: AbortSignal;
  readonly read: () => Promise<LedgerState>;
  readonly observe: (state: LedgerState) => void;
  readonly tell: ShiftPorts['tell'];
}

async function poll({ clock, every, signal, read, observe, tell }: Poll): Promise<void> {
  for (;;) {
    await clock.sleep(every, signal);
    if (signal.aborted) {
      return;
    }
    try {
      observe(await read());
    } catch (error) {
      tell({
        kind: 'warning',
        message: `the ledger could not be read: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
}

/** After the machine's signal, an agent that does not stop by itself is killed, so that its tree can still be saved. */
export async function killLate(
  ports: ShiftPorts,
  clock: LandPorts['clock'],
  marker: string,
  done: AbortSignal,
): Promise<void> {
  await onceAborted(ports.signal, done);
  if (done.aborted) {
    return;
  }
  await clock.sleep(KILL_AFTER, done);
  if (!done.aborted) {
    await ports.killMarked(marker);
  }
}

function onceAborted(signal: AbortSignal, done: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const both = [signal, done];
    const finish = (): void => {
      // One of them outlives every unit: it must not collect a listener for each.
      for (const each of both) {
        each.removeEventListener('abort', finish);
      }
      resolve();
    };
    for (const each of both) {
      each.addEventListener('abort', finish);
    }
    if (both.some((each) => each.aborted)) {
      finish();
    }
  });
}
