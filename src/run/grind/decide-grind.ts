import type { Config } from '../../config/config.js';
import { type Budgets, spentBudget } from '../../grind/budgets.js';
import type { GrindState } from '../../grind/grind-state.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { nextPick, recordRun } from '../../grind/scheduler.js';
import { notBegun } from '../branch/moved-base.js';
import type { DecideInput, Decision } from '../decide.js';
import { halts } from '../halts.js';
import { type Afforded, affordBeside } from '../money/afford.js';
import type { Order, RunRecord } from '../record.js';
import { budgetsInForce, consumed } from './grind-budgets.js';
import { grindHalts, grindWaits } from './grind-halts.js';
import { mostFor, sessionOrder, sessionsInFlight } from './session-order.js';

/**
 * The next sessions of a grind run, or why there are none. In the original's order: what has begun is finished; then a person's pause,
 * the budgets, the failures in a row, what was handed out and has not begun, a dry spell, which ends the run as finished, and what the
 * scheduler has.
 */
export function decideGrind(input: DecideInput): Decision {
  const { record, config, now, grind: material } = input;
  const { grind: state } = record;
  if (state === undefined || material === null || material === undefined) {
    return { kind: 'halt', halt: halts.internal('The run has no rotation to work with.') };
  }
  const open = inFlight(record, now);
  const begun = open.filter((order) => !notBegun(order));
  if (begun.length > 0) {
    return afforded(input, state, state.pausing ? begun : open);
  }
  if (state.pausing) {
    return { kind: 'ask', reason: grindWaits.paused() };
  }
  const budgets = budgetsInForce(config, material.rotation, state.budgets);
  const spent = spentBudget(budgets, consumed(record), now);
  if (spent !== null) {
    return { kind: 'halt', halt: grindHalts.grindBudgetSpent(spent) };
  }
  const limit = config.grind.consecutive_failure_limit;
  if (state.consecutive_failures >= limit) {
    return { kind: 'halt', halt: grindHalts.failureLimit(limit, state.recent.at(-1)?.summary ?? null) };
  }
  if (open.length > 0) {
    return afforded(input, state, open);
  }
  const dry = material.rotation.dry_spell ?? config.grind.dry_spell;
  if (dry !== undefined && state.unchanged >= dry) {
    const text = `dry spell: nothing changed in ${state.unchanged} sessions`;
    return { kind: 'finish', stop: { reason: 'dry_spell', text } };
  }
  const wave = nextWave({ record, state, config, material, budgets, now });
  return wave.orders.length === 0
    ? { kind: 'finish', stop: { reason: 'completed', text: 'no prompt has a run left' } }
    : afforded(input, wave.grind, wave.orders, { picks: wave.after });
}

/**
 * Sessions to go on with. One that runs a second time does so alone, so that nothing can come between again. What has not begun yet
 * begins now, on the newest commit.
 */
function inFlight(record: RunRecord, now: string): readonly Order[] {
  const open = sessionsInFlight(record).map((order) => (notBegun(order) ? beginning(record, order, now) : order));
  const again = open.find(({ session }) => session?.again === true);
  return again === undefined ? open : [again];
}

function beginning({ head_sha: base }: RunRecord, order: Order, now: string): Order {
  return order.session === undefined ? order : { ...order, base, session: { ...order.session, started_at: now } };
}

interface Handing {
  readonly record: RunRecord;
  readonly state: GrindState;
  readonly config: Config;
  readonly material: GrindMaterial;
  readonly budgets: Budgets;
  readonly now: string;
}

interface Wave {
  readonly orders: readonly Order[];
  readonly grind: GrindState;
  /** The state after each of the orders, for a wave that turns out to be shorter. */
  readonly after: readonly GrindState[];
}

/**
 * Prompts that may work side by side, as far as there is room: the scheduler's picks in their order, up to the first that needs the tree
 * for itself. A pick that has to wait is not made: the same state makes it again.
 */
function nextWave({ record, state, config, material, budgets, now }: Handing): Wave {
  const { grind } = config;
  const room = Math.min(material.rotation.max_parallel ?? grind.max_parallel, grind.max_jobs);
  const left = (budgets.max_iterations ?? Number.POSITIVE_INFINITY) - state.iterations;
  const orders: Order[] = [];
  const after: GrindState[] = [];
  let current = state;
  while (orders.length < Math.min(room, left)) {
    const pick = nextPick(material, current.scheduler, state.runs_before);
    if (pick === null || (orders.length > 0 && !pick.prompt.parallel_safe)) {
      break;
    }
    const seq = current.last_seq + 1;
    current = { ...current, scheduler: recordRun(pick.state, pick.prompt.name), last_seq: seq };
    orders.push(sessionOrder(record, { seq, prompt: pick.prompt, rotation: pick.state.rotation, now }));
    after.push(current);
    if (!pick.prompt.parallel_safe) {
      break;
    }
  }
  return { orders, grind: current, after };
}

/**
 * The wave with money set aside for each of its sessions. Of a new wave, sessions that cannot be given all that they may need are not
 * handed out, the first one excepted; what is in flight is given what there is.
 */
function afforded(
  input: DecideInput,
  grind: GrindState,
  orders: readonly Order[],
  fresh?: { readonly picks: readonly GrindState[] },
): Decision {
  const detached = orders.length > 1;
  const funded: Order[] = [];
  let setAside = 0;
  for (const order of orders) {
    const wanted = order.session === undefined ? order : { ...order, session: { ...order.session, detached } };
    const most = mostFor(wanted, input.config);
    const next: Afforded = affordBeside(input, wanted, { most, setAside });
    if (next.kind !== 'work') {
      if (funded.length === 0) {
        return next;
      }
      break;
    }
    const open = next.order.reserved_usd - next.order.settled_usd;
    if (fresh !== undefined && funded.length > 0 && open < most) {
      break;
    }
    funded.push(next.order);
    setAside += open;
  }
  const state = fresh?.picks[funded.length - 1] ?? grind;
  // One session alone uses the run's own checkout, and is saved on its way.
  return funded.length === 1 && detached
    ? afforded(input, state, funded)
    : { kind: 'wave', orders: funded, grind: state };
}
