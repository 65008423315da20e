import { describe, expect, test } from '@jest/globals';
import { MOST_DIGESTS } from '../../../src/grind/grind-state.js';
import { SESSION_STATUSES, type SessionRecord } from '../../../src/grind/session-record.js';
import { issued } from '../../../src/run/advance.js';
import { spentUsd } from '../../../src/run/budget.js';
import { counted, endSession, repeatSession } from '../../../src/run/grind/end-session.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { material, prompt } from '../../grind/samples.js';
import { BASE, NOW, progress, spent } from '../samples.js';
import { decided, grinding, session, startedRun } from './runs.js';

const set = material(['a', 'b'].map((name) => prompt(name, { parallel_safe: true, max_session_cost_usd: 4 })));
const wide = grinding({ max_parallel: 2 });

function wave(): { readonly run: RunRecord; readonly orders: readonly Order[] } {
  const run = issued(startedRun(set), decided(startedRun(set), set, { config: wide }));
  return { run, orders: Object.values(run.orders).toSorted((a, b) => (a.unit < b.unit ? -1 : 1)) };
}

function first(orders: readonly Order[]): Order {
  const [order] = orders;
  if (order === undefined) {
    throw new TypeError('no order');
  }
  return order;
}

const ends = (run: RunRecord, order: Order, ended: SessionRecord, usd = 1): RunRecord => {
  const step = endSession(run, order, {
    progress: progress({ usage: spent(usd), dispatches: 1 }),
    session: ended,
    now: NOW,
  });
  if (!step.ok) {
    throw new TypeError(step.error.status);
  }
  return step.value;
};

describe('a session that ended', () => {
  test('takes its order with it, moves the branch where it landed, and is booked for its prompt', () => {
    const { run, orders } = wave();
    const after = ends(run, first(orders), session('ok', { commit: 'c'.repeat(40) }));
    expect(after).toMatchObject({ head_sha: 'c'.repeat(40), attempts: { a: 1 }, usage: { by_phase: { a: 1 } } });
    expect(Object.values(after.orders).map(({ unit }) => unit)).toEqual(['session/0002-b']);
  });

  test('leaves the branch, and what is known of its tests, where it did not land', () => {
    const { run, orders } = wave();
    const step = endSession({ ...run, baseline_failures: ['slow'] }, first(orders), {
      progress: progress({ tests: { label: 'npm test', passed: true, summary: 'fine', seconds: 1 } }),
      session: session('discarded'),
      now: NOW,
    });
    expect(step).toMatchObject({ value: { head_sha: BASE, tests: null, baseline_failures: ['slow'] } });
  });

  test.each([
    ['ok', 0],
    ['error', 3],
    ['timeout', 3],
    ['skipped', 2],
    ['aborted', 2],
    ['discarded', 0],
    ['conflict', 2],
  ] as const)('with status %s makes %d failures in a row out of two', (status, failures) => {
    const state = startedRun(set, { state: { consecutive_failures: 2 } }).grind ?? raise();
    expect(counted(state, session(status)).consecutive_failures).toBe(failures);
  });

  test.each([
    ['ok', 'c', 0],
    ['ok', null, 5],
    ['discarded', null, 5],
    ['error', null, 4],
    ['skipped', null, 4],
    ['conflict', null, 4],
  ] as const)('%s with commit %s makes %d dry sessions out of four', (status, commit, dry) => {
    const state = startedRun(set, { state: { unchanged: 4 } }).grind ?? raise();
    expect(counted(state, session(status, { commit })).unchanged).toBe(dry);
  });

  test('counts as an iteration and by its status, whatever that is; the newest are kept in a few words', () => {
    let state = startedRun(set).grind ?? raise();
    for (let seq = 1; seq <= MOST_DIGESTS + 7; seq += 1) {
      const status = SESSION_STATUSES[seq % SESSION_STATUSES.length] ?? 'ok';
      state = counted(state, session(status, { seq, summary: `${'long '.repeat(60)}\nmore` }));
    }
    expect(state.iterations).toBe(MOST_DIGESTS + 7);
    expect(Object.values(state.counts).reduce((sum, count) => sum + count, 0)).toBe(state.iterations);
    expect(state.recent.map(({ seq }) => seq)).toEqual(Array.from({ length: MOST_DIGESTS }, (_, index) => index + 8));
    expect(Math.max(...state.recent.map(({ summary }) => summary.length))).toBe(160);
  });
});

describe('a session that is to run once more', () => {
  const { run, orders } = wave();
  const order = first(orders);
  const moved = { ...run, head_sha: '9'.repeat(40) };
  const step = repeatSession(moved, order, { progress: progress({ usage: spent(1.5), dispatches: 1 }), now: NOW });
  const after = step.ok ? step.value : raise();
  const again = Object.values(after.orders).find(({ session: its }) => its?.again) ?? raise();

  test('gets an order of its own on the newest commit, so that a result for the first one is refused', () => {
    expect(again).toMatchObject({ unit: order.unit, base: '9'.repeat(40), stage: 'setup', session: { seq: 1 } });
    expect(again.nonce).not.toBe(order.nonce);
    expect(after.orders[order.nonce]).toBeUndefined();
  });

  test('is no iteration yet, but its cost is booked, against its own cap as well', () => {
    expect(after.grind?.iterations).toBe(0);
    expect(spentUsd(after)).toBe(1.5);
    expect(again.used?.implementer?.usd).toBe(1.5);
  });
});

function raise(): never {
  throw new TypeError('missing');
}
