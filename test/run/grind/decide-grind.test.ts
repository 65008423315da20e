import { describe, expect, test } from '@jest/globals';
import { issued } from '../../../src/run/advance.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { material, prompt } from '../../grind/samples.js';
import { BASE, NOW, spent } from '../samples.js';
import { decided, grinding, ordersOf, startedRun, units } from './runs.js';

const safe = (name: string) => prompt(name, { parallel_safe: true });
const three = material([safe('a'), safe('b'), safe('c')]);
const wide = grinding({ max_parallel: 4 });

describe('who works at the same time', () => {
  test('one session, unless the configuration allows more', () => {
    expect(units(decided(startedRun(three), three))).toEqual(['session/0001-a']);
    expect(units(decided(startedRun(three), three, { config: wide }))).toEqual([
      'session/0001-a',
      'session/0002-b',
      'session/0003-c',
      'session/0004-a',
    ]);
  });

  test("as many as the rotation says, in place of the configuration's word; never more than the jobs of one wave", () => {
    const two = material(three.prompts, { max_parallel: 2 });
    expect(ordersOf(decided(startedRun(two), two, { config: wide }))).toHaveLength(2);
    const many = material(three.prompts, { max_parallel: 9 });
    expect(ordersOf(decided(startedRun(many), many, { config: grinding({ max_jobs: 3 }) }))).toHaveLength(3);
  });

  test('one that is not safe beside others works alone', () => {
    const mixed = material([safe('a'), prompt('b'), safe('c')]);
    const first = decided(startedRun(mixed), mixed, { config: wide });
    expect(units(first)).toEqual(['session/0001-a']);
    const landed = { ...issued(startedRun(mixed), first), orders: {} };
    expect(units(decided(landed, mixed, { config: wide }))).toEqual(['session/0002-b']);
  });

  test('a session alone uses the checkout of the run, several have one each', () => {
    const alone = ordersOf(decided(startedRun(three), three));
    const wave = ordersOf(decided(startedRun(three), three, { config: wide }));
    expect([alone, wave].map((orders) => orders.map(({ session }) => session?.detached))).toEqual([
      [false],
      [true, true, true, true],
    ]);
  });

  test('no more than the iterations that are left', () => {
    const run = startedRun(three, { state: { iterations: 3 } });
    const config = grinding({ max_parallel: 4, budgets: { max_iterations: 5 } });
    expect(ordersOf(decided(run, three, { config }))).toHaveLength(2);
  });

  test('what is picked is counted as run, what has to wait is not picked', () => {
    const mixed = material([safe('a'), safe('b'), prompt('c')]);
    const wave = decided(startedRun(mixed), mixed, { config: wide });
    expect(wave).toMatchObject({ grind: { last_seq: 2, scheduler: { rotation: 2, runs_per_prompt: { a: 1, b: 1 } } } });
  });
});

describe('money of a wave', () => {
  const priced = (max_total_usd: number): RunRecord =>
    startedRun(three, { fields: { limits: { max_total_usd, max_total_tokens: null } } });
  const cheap = grinding({ max_parallel: 4 }, (config) => ({
    ...config,
    limits: { ...config.limits, dispatch_usd: 2 },
    retries: { ...config.retries, fixer_max_attempts: 2 },
  }));

  test('is set aside for all of it at once, fixers included where there may be any', () => {
    const verified = material([prompt('a', { parallel_safe: true, verify: true }), safe('b')]);
    const orders = ordersOf(decided(startedRun(verified), verified, { config: cheap }));
    expect(orders.map(({ reserved_usd }) => reserved_usd)).toEqual([6, 2, 6, 2]);
  });

  test('that is not enough for all makes the wave shorter, and the picks that are left out are not lost', () => {
    const run = priced(5);
    const wave = decided(run, three, { config: cheap });
    expect([units(wave), wave]).toMatchObject([['session/0001-a', 'session/0002-b'], { grind: { last_seq: 2 } }]);
    const landed = { ...issued(run, wave), orders: {} };
    expect(units(decided(landed, three, { config: cheap }))).toEqual(['session/0003-c', 'session/0004-a']);
  });

  test('that is not enough for one gives one what there is, in the checkout of the run', () => {
    const [order] = ordersOf(decided(priced(1.5), three, { config: cheap }));
    expect(order).toMatchObject({ unit: 'session/0001-a', reserved_usd: 1.5, session: { detached: false } });
  });

  test('is no more for a session than its own cap leaves, its first try counted', () => {
    const capped = material([prompt('a', { max_session_cost_usd: 3 })]);
    const [order] = ordersOf(decided(startedRun(capped), capped));
    expect(order?.reserved_usd).toBe(3);
    const again = { ...(order ?? raise()), used: spent(2.25), reserved_usd: 0 };
    const run = startedRun(capped, { fields: { orders: { [again.nonce]: again } } });
    expect(ordersOf(decided(run, capped))[0]?.reserved_usd).toBe(0.75);
  });

  test('that is used up halts the run by the cap of the run', () => {
    const run = { ...priced(1), usage: { ...priced(1).usage, by_role: spent(1) } };
    expect(decided(run, three)).toMatchObject({ kind: 'halt', halt: { code: 'budget_exceeded' } });
  });
});

describe('sessions in flight', () => {
  const wave = issued(startedRun(three), decided(startedRun(three), three, { config: wide }));
  const [first, second] = Object.values(wave.orders).toSorted((a, b) => (a.unit < b.unit ? -1 : 1));

  const begun = (order: Order): Order => ({ ...order, stage: 'implement', wip_sha: 'w' });
  const middle = begun(second ?? raise());
  const stopped = (change: object) => ({ ...wave, grind: wave.grind && { ...wave.grind, ...change } });

  test('that have begun are finished before anything else is looked at; those that have not wait while the run is paused', () => {
    const run = { ...stopped({ pausing: true, consecutive_failures: 99 }), orders: { [middle.nonce]: middle } };
    expect(units(decided(run, three))).toEqual(['session/0002-b']);
    const beside = { ...run, orders: { ...wave.orders, [middle.nonce]: middle } };
    expect(units(decided(beside, three))).toEqual(['session/0002-b']);
  });

  test('that have not begun yield to a pause, a budget and the limit of failures, and are kept for later', () => {
    expect(units(decided(stopped({ pausing: true }), three))).toBe('ask');
    expect(units(decided(stopped({ consecutive_failures: 99 }), three))).toBe('halt');
  });

  test('are worked off before a dry spell ends the run, so that no number is left without its session', () => {
    const dry = material(three.prompts, { dry_spell: 2 });
    expect(units(decided(stopped({ unchanged: 7 }), dry))).toHaveLength(4);
  });

  test('begin on the newest commit where they have not begun, and stay where they have', () => {
    const began = begun(second ?? raise());
    const run = { ...wave, head_sha: '9'.repeat(40), orders: { ...wave.orders, [began.nonce]: began } };
    const bases = ordersOf(decided(run, three)).map(({ base }) => base.slice(0, 1));
    expect(bases).toEqual(['9', BASE.slice(0, 1), '9', '9']);
  });

  test('that are to run again do so alone, and nothing counts as beside them', () => {
    const again = { ...(second ?? raise()), session: second?.session && { ...second.session, again: true } };
    const run = { ...wave, orders: { ...wave.orders, [again.nonce]: again } };
    const next = decided(run, three, { config: wide });
    expect(units(next)).toEqual(['session/0002-b']);
    const handed = Object.values(issued(run, next).orders);
    expect(handed).toHaveLength(4);
    expect(handed.filter(({ session }) => session?.detached)).toEqual([]);
  });

  test('of which only one is left work in the checkout of the run', () => {
    const run = { ...wave, orders: { [first?.nonce ?? '']: first ?? raise() } };
    expect(ordersOf(decided(run, three, { config: wide }))[0]?.session?.detached).toBe(false);
  });

  test('for which there is no money wait, and nothing counts as beside the others', () => {
    const run = { ...wave, limits: { max_total_usd: 15, max_total_tokens: null } };
    const next = decided(run, three, { config: wide });
    expect(units(next)).toEqual(['session/0001-a', 'session/0002-b']);
    const waiting = Object.values(issued(run, next).orders).filter(({ session }) => (session?.seq ?? 0) > 2);
    expect(waiting.map(({ session }) => session?.detached)).toEqual([false, false]);
  });
});

describe('why there is no further session', () => {
  const state = { iterations: 4, consecutive_failures: 3, unchanged: 5 };
  const dry = material(three.prompts, { dry_spell: 5 });

  test('in the order: pause, budget, failures, dry spell, nothing left', () => {
    const config = grinding({ budgets: { max_iterations: 4 } });
    const run = (change: object) => startedRun(dry, { state: { ...state, ...change } });
    expect(decided(run({ pausing: true }), dry, { config })).toMatchObject({ kind: 'ask', reason: { code: 'paused' } });
    expect(decided(run({}), dry, { config })).toMatchObject({
      kind: 'halt',
      halt: { code: 'budget_exceeded', what: 'max-iterations reached: 4 >= 4', fix: expect.stringContaining('rebuy') },
    });
    expect(decided(run({ iterations: 1 }), dry, { config })).toMatchObject({
      kind: 'halt',
      halt: { code: 'failure_limit' },
    });
    expect(decided(run({ iterations: 1, consecutive_failures: 2 }), dry, { config })).toMatchObject({
      kind: 'finish',
      stop: { reason: 'dry_spell' },
    });
    expect(units(decided(run({ iterations: 1, consecutive_failures: 2, unchanged: 4 }), dry, { config }))).toEqual([
      'session/0001-a',
    ]);
  });

  test('a rotation without prompts, or whose prompts have had their runs, is completed', () => {
    const empty = material([]);
    expect(decided(startedRun(empty), empty)).toMatchObject({ kind: 'finish', stop: { reason: 'completed' } });
  });

  test('the instant after which no session begins', () => {
    const until = { max_iterations: 9, until: NOW };
    expect(decided(startedRun(three, { request: { budgets: until } }), three)).toMatchObject({
      kind: 'halt',
      halt: { what: 'until reached: 2026-03-01T10:00:00Z >= 2026-03-01T10:00:00Z' },
    });
  });

  test('a run without its rotation is halted, not finished', () => {
    expect(decided(startedRun(three, { fields: { grind: undefined } }), three)).toMatchObject({
      kind: 'halt',
      halt: { code: 'internal_error' },
    });
  });
});

function raise(): never {
  throw new TypeError('no such order');
}
