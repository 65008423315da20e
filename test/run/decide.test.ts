import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/run/decide.js';
import type { RunRecord } from '../../src/run/record.js';
import { BASE, config, NOW, order, PLAN, planOf, planText, record, spent } from './samples.js';

function decided(fields: Partial<RunRecord>, plan = PLAN) {
  return decide({
    record: record({ status: 'running', ...fields }),
    plan,
    deferredText: '',
    config: config(),
    now: NOW,
  });
}

test.each(['finished', 'folded', 'halted'] as const)('a run that is %s is over', (status) => {
  expect(decided({ status, orders: { o1: order() } })).toEqual({ kind: 'over' });
});

describe('time', () => {
  test('nothing is done before the time that a run waits for', () => {
    const until = '2026-03-01T10:00:01.000Z';
    expect(decided({ wake_at: until })).toEqual({ kind: 'wait', until });
  });
  test('at that very time it goes on', () => {
    expect(decided({ wake_at: NOW }).kind).toBe('work');
  });
});

test('after the last phase the run is finished, whatever it has spent', () => {
  const broke = { by_role: spent(100), unsettled_usd: 0 };
  const limits = { max_total_usd: 1, max_total_tokens: null };
  expect(decided({ post_final_phase: true, usage: broke, limits, shifts: 99, idle_shifts: 9 })).toEqual({
    kind: 'finish',
  });
});

describe('what halts before any work', () => {
  test.each([
    ['the shift after the last allowed one', { shifts: 21 }, 'too_many_shifts'],
    ['a third shift in a row without progress', { idle_shifts: 3 }, 'no_progress'],
    [
      'a budget that is used up exactly',
      { usage: { by_role: spent(2), unsettled_usd: 0 }, limits: { max_total_usd: 2, max_total_tokens: null } },
      'budget_exceeded',
    ],
    [
      'a budget that lost reservations use up',
      { usage: { by_role: {}, unsettled_usd: 2 }, limits: { max_total_usd: 2, max_total_tokens: null } },
      'budget_exceeded',
    ],
  ])('%s', (_, fields, code) => {
    expect(decided(fields)).toMatchObject({ kind: 'halt', halt: { code } });
  });

  test('the last allowed shift and a second idle one may still work', () => {
    expect(decided({ shifts: 20, idle_shifts: 2 }).kind).toBe('work');
  });

  test('a plan that has no such phase', () => {
    const plan = { ...PLAN, currentPhase: '99' };
    expect(decided({}, plan)).toMatchObject({ kind: 'halt', halt: { code: 'plan_invalid' } });
  });
});

describe('the day', () => {
  const limits = { max_total_usd: null, max_total_tokens: null, day_usd: 5 };
  const usage = (day: string) => ({ by_role: spent(5), unsettled_usd: 0, by_day: { [day]: { usd: 5, tokens: 1 } } });

  test('whose budget is used up is waited out, to its end in UTC', () => {
    expect(decided({ limits, usage: usage('2026-03-01') })).toMatchObject({
      kind: 'wait',
      until: '2026-03-02T00:00:00.000Z',
      reason: { code: 'day_budget_reached' },
    });
  });
  test('that is another one costs nothing today', () => {
    expect(decided({ limits, usage: usage('2026-02-28') }).kind).toBe('work');
  });
});

describe('work', () => {
  test('a fresh order asks for the current phase on the tip of the branch, with money set aside', () => {
    expect(decided({})).toEqual({
      kind: 'work',
      order: {
        nonce: expect.stringMatching(/^[0-9a-f]{20}$/),
        unit: 'phase/01',
        stage: 'setup',
        fix: 0,
        base: BASE,
        wip_sha: null,
        test_summary: null,
        findings: [],
        reserved_usd: 10,
        settled_usd: 0,
        reserved_on: NOW.slice(0, 10),
      },
    });
  });

  test('an order in flight is continued as it is, with fresh money on top of what it has settled', () => {
    const kept = order({ stage: 'fix', fix: 1, wip_sha: 'f'.repeat(40), settled_usd: 1.5, reserved_usd: 1.5 });
    expect(decided({ orders: { o1: kept } })).toEqual({
      kind: 'work',
      order: { ...kept, reserved_usd: 11.5, reserved_on: NOW.slice(0, 10) },
    });
  });

  test('what is set aside never exceeds what is left', () => {
    const limits = { max_total_usd: 3, max_total_tokens: null };
    const usage = { by_role: spent(1), unsettled_usd: 0.5 };
    expect(decided({ limits, usage })).toMatchObject({ order: { reserved_usd: 1.5 } });
  });

  test('the order has another name when the unit, the tip or the claim is another', () => {
    const nonceOf = (fields: Partial<RunRecord>, plan = PLAN) => {
      const decision = decided(fields, plan);
      return decision.kind === 'work' ? decision.order.nonce : '';
    };
    const held = { workflow_run_id: '1', attempt: 1, nonce: 'x' };
    const names = [
      nonceOf({}),
      nonceOf({ head_sha: '2'.repeat(40) }),
      nonceOf({ lease: held }),
      nonceOf({}, planOf(planText(3).replace('current_phase: "01"', 'current_phase: "02"'))),
    ];
    expect(new Set(names).size).toBe(4);
    expect(nonceOf({})).toBe(names[0]);
  });
});
