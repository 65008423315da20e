import { fail, ok, type Result } from '../base/result.js';
import type { Decision } from './decide.js';
import { attached, usedBy } from './grind/session-order.js';
import { nextNonce } from './ids.js';
import { book } from './money/book.js';
import { settleLost } from './money/settle-lost.js';
import { withNotes } from './notes/take-notes.js';
import type { UnitProgress } from './progress.js';
import type { Halt, Lease, Order, RunRecord } from './record.js';
import type { SweepState } from './sweep/after-unit.js';
import { addFlaky, stillKnown } from './tests/baseline.js';
import { type RunEvent, statusAfter } from './transition.js';
import { baseFacts } from './units/base-facts.js';
import { cursor } from './units/cursor.js';
import { withTestChanges } from './units/test-change.js';
import { accountOf, parseUnitName } from './units/unit-name.js';
import { dayOf, ROLES, type RoleUsage, roundUsd, totalUsage } from './usage.js';

/** Why a step of the state machine was refused. */
export interface IllegalStep {
  readonly status: RunRecord['status'];
  readonly event: RunEvent;
}

export type Step = Result<RunRecord, IllegalStep>;

/** The record after an event with these changes, unless its status forbids the event. */
export function step(record: RunRecord, event: RunEvent, change: Partial<RunRecord>): Step {
  const status = statusAfter(record.status, event);
  return status === null ? fail({ status: record.status, event }) : ok({ ...record, ...change, status });
}

/** A shift takes the run. When it takes it from a shift that ended unseen, that one's open reservations count as spent (I5). */
export function claim(record: RunRecord, lease: Lease, now: string): Step {
  const settled = record.lease === null ? record : settleLost(record);
  return step(settled, 'claim', {
    lease,
    next_nonce: nextNonce(record.run_id, lease.nonce),
    shifts: record.shifts + 1,
    idle_shifts: record.idle_shifts + 1,
    wake_at: null,
    wait: null,
    updated_at: now,
  });
}

/** Puts an order into the record; there is at most one for a run of kind `play`. */
export function issue(record: RunRecord, order: Order): RunRecord {
  // A phase that begins cancels a sweep that was owed and may not be: what is owed is found out anew after each phase.
  const sweeping = parseUnitName(order.unit)?.kind === 'sweep';
  return { ...record, orders: { [order.nonce]: order }, pending_sweep: record.pending_sweep && sweeping };
}

/** The record with what was decided to be done next in it: one order, or those of a wave with where the rotation then stands. */
export function issued(record: RunRecord, decision: Decision): RunRecord {
  if (decision.kind === 'wave') {
    const orders = Object.fromEntries(decision.orders.map((order) => [order.nonce, order]));
    return { ...record, orders: { ...attachedAll(record.orders), ...orders }, grind: decision.grind };
  }
  return decision.kind === 'work' ? issue(record, decision.order) : record;
}

/** Sessions that are in flight and not handed out now do not work beside the others: nothing waits for them. */
function attachedAll(orders: RunRecord['orders']): RunRecord['orders'] {
  return Object.fromEntries(Object.entries(orders).map(([nonce, order]) => [nonce, attached(order)]));
}

/** The record with a unit's progress in it. `before` is the record as it was when this shift took the unit up. */
export function save(
  before: RunRecord,
  order: Order,
  saved: { progress: UnitProgress; wipSha: string | null; allowanceUsd: number; now: string },
): Step {
  const { progress } = saved;
  // Progress counts from `before`, and so must what it is added to: the newest order holds earlier checkpoints already.
  const settledBefore = before.orders[order.nonce]?.settled_usd ?? order.settled_usd;
  const spent = roundUsd(settledBefore + totalUsage(progress.usage).usd);
  const inFlight: Order = {
    ...order,
    ...cursor(order, progress, saved.wipSha !== null),
    wip_sha: saved.wipSha ?? order.wip_sha,
    ...baseFacts(progress),
    test_summary: progress.tests !== null && !progress.tests.passed ? progress.tests.summary : order.test_summary,
    ...(progress.weakened === undefined ? {} : { weakened: [...progress.weakened] }),
    ...(progress.askedAgain === undefined ? {} : { asked_again: [...progress.askedAgain] }),
    ...sessionFacts(order, progress),
    settled_usd: spent,
    ...(order.session === undefined ? {} : { used: usedBy(before, order, progress.usage) }),
    reserved_usd: roundUsd(spent + saved.allowanceUsd),
    reserved_on: dayOf(saved.now),
  };
  const moved = progress.dispatches > 0 || progress.stage !== order.stage;
  return step(withUsage(before, order, progress, saved.now), 'save', {
    orders: { ...before.orders, [order.nonce]: inFlight },
    idle_shifts: moved ? 0 : before.idle_shifts,
    updated_at: saved.now,
  });
}

function sessionFacts({ session }: Order, { session: known }: UnitProgress): Pick<Order, 'session'> {
  return session === undefined || known === undefined
    ? {}
    : { session: { ...session, metric_before: known.metricBefore, hooks: [...known.hooks] } };
}

export interface Landing {
  readonly progress: UnitProgress;
  readonly phase: string;
  /** The phase's commit, or null when the plan advances without one. */
  readonly commit: string | null;
  /** False when this was the last phase. */
  readonly more: boolean;
  /** What this means for sweeps. */
  readonly sweeping?: Partial<SweepState>;
  readonly now: string;
}

/** A unit is done: its phase is completed, its money settled, its order gone. */
export function land(before: RunRecord, order: Order, landing: Landing): Step {
  const { phase, commit, progress } = landing;
  const charged = withUsage(before, order, progress, landing.now);
  return step(charged, 'land', {
    completed: [...before.completed, phase],
    commits: { ...before.commits, [phase]: commit },
    audits: progress.audit === undefined ? before.audits : { ...before.audits, [order.unit]: progress.audit },
    head_sha: commit ?? before.head_sha,
    orders: {},
    consecutive_sweeps: 0,
    ...landing.sweeping,
    post_final_phase: !landing.more,
    tests: progress.tests ?? before.tests,
    baseline_failures: stillKnown(charged.baseline_failures, progress.tests),
    test_changes: withTestChanges(before.test_changes, progress.testChanges),
    idle_shifts: 0,
    agent_waits: undefined,
    updated_at: landing.now,
  });
}

export interface SweepLanding {
  readonly progress: UnitProgress;
  /** The sweep's commit, or null when nothing but deferred.md changed. */
  readonly commit: string | null;
  readonly sweeping: Partial<SweepState>;
  readonly now: string;
}

/** A sweep is done: the plan stands where it stood. */
export function landSweep(before: RunRecord, order: Order, landing: SweepLanding): Step {
  const { progress, commit, sweeping } = landing;
  const charged = withUsage(before, order, progress, landing.now);
  return step(charged, 'land', {
    ...sweeping,
    audits: progress.audit === undefined ? before.audits : { ...before.audits, [order.unit]: progress.audit },
    head_sha: commit ?? before.head_sha,
    orders: {},
    tests: progress.tests ?? before.tests,
    baseline_failures: stillKnown(charged.baseline_failures, progress.tests),
    test_changes: withTestChanges(before.test_changes, progress.testChanges),
    idle_shifts: 0,
    agent_waits: undefined,
    updated_at: landing.now,
  });
}

function flaky(before: RunRecord, progress: UnitProgress): Pick<RunRecord, 'flaky_tests'> {
  const names = progress.tests?.flaky;
  return names === undefined ? {} : { flaky_tests: addFlaky(before.flaky_tests ?? [], names) };
}

export function withUsage(before: RunRecord, order: Order, progress: UnitProgress, now: string): RunRecord {
  const phase = accountOf(order.unit);
  const usage = book(before.usage, { unit: order.unit, day: dayOf(now) }, progress);
  return {
    ...withNotes(before, progress.notes ?? []),
    attempts: { ...before.attempts, [phase]: (before.attempts[phase] ?? 0) + progress.dispatches },
    usage,
    token_usage: originalTokenUsage(usage.by_role),
    ...flaky(before, progress),
    ...(progress.baseline === undefined
      ? {}
      : { baseline: progress.baseline, baseline_failures: progress.baseline.failures }),
  };
}

/** The original's token counters: every kind of input together. */
function originalTokenUsage(byRole: RoleUsage): RunRecord['token_usage'] {
  const pairs = ROLES.flatMap((role) => {
    const used = byRole[role];
    return used
      ? [[role, { input: used.input + used.cached_input + used.cache_write, output: used.output }] as const]
      : [];
  });
  return {
    input: pairs.reduce((sum, [, pair]) => sum + pair.input, 0),
    output: pairs.reduce((sum, [, pair]) => sum + pair.output, 0),
    by_role: Object.fromEntries(pairs),
  };
}

export function haltRun(record: RunRecord, halt: Halt, now: string): Step {
  return step(record, 'halt', { halt, updated_at: now });
}

/**
 * Puts the run to sleep until `until` (null: until a person speaks); it keeps its order, and takes no blame for a shift that could do
 * nothing: one that has not advanced a stage does not count among `limits.max_shifts`, or a repository that is short of money for weeks
 * would use them up.
 */
export function park(
  record: RunRecord,
  until: string | null,
  parked: { readonly reason: Halt; readonly now: string },
): Step {
  const { reason, now } = parked;
  const shifts = record.idle_shifts > 0 ? Math.max(0, record.shifts - 1) : record.shifts;
  return step(record, 'park', { wake_at: until, wait: reason, shifts, idle_shifts: 0, updated_at: now });
}

export function finish(record: RunRecord, now: string): Step {
  return step(record, 'finish', { orders: {}, halt: null, pending_sweep: false, updated_at: now });
}

/** Gives the run back, so that the next shift need not ask GitHub whether this one is over. */
export function release(record: RunRecord, now: string): Step {
  return step(record, 'release', { lease: null, updated_at: now });
}
