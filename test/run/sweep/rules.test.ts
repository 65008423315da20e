import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { decide } from '../../../src/run/decide.js';
import type { RunRecord } from '../../../src/run/record.js';
import { afterHaltedSweep, afterPhase, afterSweep } from '../../../src/run/sweep/after-unit.js';
import { config, NOW, order, PLAN, record, spent } from '../samples.js';

const items = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `item ${index + 1}`);
const backlog = (count: number, change: Partial<Config['sweep']> = {}) => ({
  config: config((base) => ({ ...base, sweep: { ...base.sweep, ...change } })),
  open: items(count),
});
const text = (count: number) =>
  count === 0
    ? ''
    : `## Deferred items\n\n${items(count)
        .map((item) => `- [ ] ${item}\n`)
        .join('')}`;

/** What comes next for a run that has done phase 01 and stands before 02. */
function next(fields: Partial<RunRecord>, open: number, change: Partial<Config['sweep']> = {}) {
  const plan = { ...PLAN, currentPhase: '02' };
  const known = record({ status: 'running', completed: ['01'], ...fields });
  const decision = decide({
    record: known,
    plan,
    deferredText: text(open),
    config: backlog(0, change).config,
    now: NOW,
  });
  return decision.kind === 'work' ? decision.order.unit : decision.kind;
}

describe('a sweep is owed after a phase', () => {
  test.each([
    ['when as many items are open as the trigger asks for', 5, {}, {}, true],
    ['not with one item fewer', 4, {}, {}, false],
    ['not when sweeps are switched off', 20, { enabled: false }, {}, false],
    ['however many items there are: the advised most never holds it up', 200, {}, {}, true],
    ['below the trigger when one is forced', 1, {}, { sweep_override: 'force' }, true],
    ['when one is forced though sweeps are switched off', 1, { enabled: false }, { sweep_override: 'force' }, true],
    ['not when one is forced and nothing is open', 0, {}, { sweep_override: 'force' }, false],
    ['not when a person wants none', 20, {}, { sweep_override: 'skip' }, false],
    ['whatever was swept before that phase', 5, {}, { consecutive_sweeps: 1 }, true],
  ] as const)('%s', (_, open, change, fields, owed) => {
    const state = afterPhase(record(fields), true, backlog(open, change));
    expect(state).toMatchObject({ pending_sweep: owed, consecutive_sweeps: 0 });
  });

  test('and the last phase is followed by the final loop from one item on', () => {
    expect(afterPhase(record(), false, backlog(1)).pending_sweep).toBe(true);
    expect(afterPhase(record(), false, backlog(0)).pending_sweep).toBe(false);
    expect(afterPhase(record(), false, backlog(9, { final_sweep_enabled: false })).pending_sweep).toBe(false);
    expect(afterPhase(record(), false, backlog(9, { enabled: false })).pending_sweep).toBe(false);
    expect(afterPhase(record({ sweep_override: 'skip' }), false, backlog(9)).pending_sweep).toBe(false);
  });

  test('and counters of items that the phase resolved are forgotten', () => {
    const known = record({ deferred_item_attempts: { 'item 1': 2, gone: 5 } });
    expect(afterPhase(known, true, backlog(1)).deferred_item_attempts).toEqual({ 'item 1': 2 });
  });
});

describe('what is owed is looked at again before it begins', () => {
  test('and then comes before the next phase', () => {
    expect(next({ pending_sweep: true }, 5)).toBe('sweep/01-1');
  });

  test.each([
    ['the backlog was cleared meanwhile', { pending_sweep: true }, 4, {}],
    ['the configuration switched sweeps off', { pending_sweep: true }, 9, { enabled: false }],
    ['as many sweeps as allowed came since the phase', { pending_sweep: true, consecutive_sweeps: 1 }, 9, {}],
    ['no phase has landed yet', { pending_sweep: true, completed: [] }, 9, {}],
    ['none is owed', { pending_sweep: false }, 9, {}],
  ])('and is passed over when %s', (_, fields, open, change) => {
    expect(next(fields, open, change)).toBe('phase/02');
  });

  test('a sweep under way goes on at its stage; one that may not be any more is given up', () => {
    const orders = { o1: order({ unit: 'sweep/01-1', stage: 'fix' }) };
    const fields = { pending_sweep: true, orders };
    expect(next(fields, 5)).toBe('sweep/01-1');
    expect(next({ ...fields, sweep_override: 'skip' }, 5)).toBe('phase/02');
  });

  test('a phase under way goes on before a sweep that was asked for meanwhile', () => {
    const fields = {
      pending_sweep: true,
      sweep_override: 'force',
      orders: { o1: order({ unit: 'phase/02' }) },
    } as const;
    expect(next(fields, 5)).toBe('phase/02');
  });

  test('no sweep begins on a budget that is used up', () => {
    const usage = { by_role: spent(2), unsettled_usd: 0 };
    expect(next({ pending_sweep: true, usage, limits: { max_total_usd: 2, max_total_tokens: null } }, 9)).toBe('halt');
  });

  test('after the last phase a run ends only when no sweep is owed', () => {
    const done = { post_final_phase: true, completed: ['01', '02', '03'] };
    expect(next({ ...done, pending_sweep: true }, 1)).toBe('sweep/03-1');
    expect(next({ ...done, pending_sweep: true, final_sweeps: 3 }, 1)).toBe('finish');
    expect(next(done, 1)).toBe('finish');
  });
});

describe('after a sweep', () => {
  const done = (openBefore: number) => ({ after: '01', round: 1, commit: 'c1', openBefore: items(openBefore) });

  test('it is counted, named in the record, and survivors count on', () => {
    const known = record({ pending_sweep: true, deferred_item_attempts: { 'item 1': 1 } });
    expect(afterSweep(known, done(6), backlog(2))).toMatchObject({
      pending_sweep: false,
      consecutive_sweeps: 1,
      deferred_item_attempts: { 'item 1': 2, 'item 2': 1 },
      sweeps: [{ after: '01', round: 1, resolved: 4, left: 2, commit: 'c1' }],
    });
  });

  test('another follows where more are allowed, enough items are open and it resolved some', () => {
    const known = record({ pending_sweep: true });
    expect(afterSweep(known, done(9), backlog(6, { max_consecutive: 2 })).pending_sweep).toBe(true);
    expect(afterSweep(known, done(9), backlog(6)).pending_sweep).toBe(false);
    expect(afterSweep(known, done(9), backlog(4, { max_consecutive: 2 })).pending_sweep).toBe(false);
    expect(afterSweep(known, done(9), backlog(9, { max_consecutive: 2 })).pending_sweep).toBe(false);
  });

  test('a word that forced it is used up', () => {
    const forced = record({ pending_sweep: true, sweep_override: 'force' });
    expect(afterSweep(forced, done(3), backlog(1))).toMatchObject({ sweep_override: 'none', pending_sweep: false });
  });

  test('the final loop goes on while items become fewer, and no longer than allowed', () => {
    const last = record({ post_final_phase: true, pending_sweep: true, final_sweeps: 1 });
    expect(afterSweep(last, done(5), backlog(2)).pending_sweep).toBe(true);
    expect(afterSweep(last, done(2), backlog(2)).pending_sweep).toBe(false);
    expect(afterSweep(last, done(2), backlog(0)).pending_sweep).toBe(false);
    expect(afterSweep({ ...last, final_sweeps: 2 }, done(5), backlog(2)).pending_sweep).toBe(false);
  });

  test('that halted, its survivors have outlived one more', () => {
    expect(afterHaltedSweep(record(), ['a', 'b'], ['a']).deferred_item_attempts).toEqual({ a: 1 });
  });
});
