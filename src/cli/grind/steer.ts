import type { LedgerState } from '../../ledger/ledger.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Laptop } from '../laptop.js';
import { laptopTrigger } from '../play.js';
import type { Terminal } from '../terminal.js';
import { badInput, grindRuns, isOpen, namedGrind } from './grind-runs.js';

interface Steering {
  readonly laptop: Pick<Laptop, 'inbox' | 'user'>;
  readonly terminal: Pick<Terminal, 'out' | 'err'>;
}

/** `pitboss skip`: the session at work ends without landing, and the run goes on with the next. Returns the exit code. */
export async function skip(context: Steering, wanted: string | undefined): Promise<number> {
  const entry = await runToSteer(context, wanted, ({ status, lease }) => status === 'running' && lease !== null);
  if (entry.status !== 'running' || entry.lease === null) {
    throw badInput({
      code: 'nothing_to_skip',
      what: `Run ${entry.runId} has no session at work.`,
      why: `It is ${entry.status}${entry.status === 'running' ? ', and nobody works on it' : ''}.`,
      fix: `\`pitboss rebuy ${entry.runId}\` goes on with it.`,
    });
  }
  await add(context, 'skip', entry);
  context.terminal.out(
    `told run ${entry.runId} to skip the session at work; its tree is kept, and nothing of it lands`,
  );
  return 0;
}

/** `pitboss pause`: what is at work ends as always, and no further session begins. Returns the exit code. */
export async function pause(context: Steering, wanted: string | undefined): Promise<number> {
  const entry = await runToSteer(context, wanted, ({ status }) => isOpen(status) && status !== 'halted');
  const { runId, status, record } = entry;
  const paused = record?.grind?.pausing === true || entry.inbox.some(({ verb }) => verb === 'pause');
  if (status === 'halted' || paused) {
    context.terminal.err(
      `[pitboss] run ${runId} is ${paused ? 'paused' : 'halted'} already; \`pitboss rebuy ${runId}\` goes on with it`,
    );
    return 0;
  }
  await add(context, 'pause', entry);
  context.terminal.out(
    `told run ${runId} to pause: what is at work ends as always, and \`pitboss rebuy ${runId}\` goes on`,
  );
  return 0;
}

function add({ laptop }: Steering, verb: 'skip' | 'pause', { runId }: QueueEntry): Promise<unknown> {
  return laptop.inbox.add(laptopTrigger(laptop, { verb, runId, plan: null }));
}

/** The grind run that is named, else the newest that fits; one that is over is refused. */
async function runToSteer(
  { laptop }: Steering,
  wanted: string | undefined,
  fits: (entry: QueueEntry) => boolean,
): Promise<QueueEntry> {
  const state = await laptop.inbox.read();
  const entry = wanted === undefined ? grindRuns(state).filter(fits).at(-1) : namedGrind(state, wanted);
  if (entry === undefined) {
    throw badInput({ code: 'no_run', what: 'There is no grind run that this could be said to.', ...whyNone(state) });
  }
  if (!isOpen(entry.status)) {
    throw badInput({
      code: 'run_over',
      what: `Run ${entry.runId} is ${entry.status}.`,
      why: 'No session of it is at work, and none will begin.',
      fix: '`pitboss grind` starts a new run.',
    });
  }
  return entry;
}

function whyNone(state: LedgerState) {
  const newest = grindRuns(state).at(-1);
  return {
    why: newest === undefined ? 'None was started here.' : `The newest, ${newest.runId}, is ${newest.status}.`,
    fix: newest === undefined ? '`pitboss grind` starts one.' : `\`pitboss status ${newest.runId}\` says more.`,
  };
}
