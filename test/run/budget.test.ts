import { describe, expect, test } from '@jest/globals';
import { openReservationUsd, spentTokens, spentUsd } from '../../src/run/budget.js';
import { dispatchAllowance, fitted, leftTokens, spenderWith, usedUp } from '../../src/run/money/allowance.js';
import type { Purpose } from '../../src/run/money/caps.js';
import type { RunRecord } from '../../src/run/record.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { lease, order, record, spent } from './samples.js';

const DAY = '2026-03-01';

function purpose(fields: Partial<Purpose> = {}): Purpose {
  return { unit: 'phase/02', day: DAY, issue: 3, others: { issueUsd: 0, dayUsd: 0 }, ...fields };
}

/** A run that spent `run` dollars, of which `phase` for phase 02 and `day` on the day in question. */
function capped(
  amounts: { run?: number; phase?: number; day?: number },
  limits: Partial<RunRecord['limits']>,
): RunRecord {
  const { run = 0, phase = 0, day = 0 } = amounts;
  return record({
    usage: {
      by_role: spent(run),
      unsettled_usd: 0,
      by_phase: { '02': phase },
      by_day: { [DAY]: { usd: day, tokens: 0 } },
    },
    limits: { max_total_usd: null, max_total_tokens: null, ...limits },
  });
}

function spender(usd: number, caps: { usd?: number; tokens?: number } = {}, unsettled = 0) {
  return record({
    usage: { by_role: spent(usd), unsettled_usd: unsettled },
    limits: { max_total_usd: caps.usd ?? null, max_total_tokens: caps.tokens ?? null },
  });
}

describe('what counts as spent', () => {
  test('dollars of all roles, and reservations whose end nobody saw', () => {
    const both = record({
      usage: { by_role: spent(1, { fixer: { ...NO_USAGE, usd: 0.25 } }), unsettled_usd: 2 },
    });
    expect(spentUsd(both)).toBe(3.25);
    expect(spentUsd(both, spent(0.5))).toBe(3.75);
  });
  test('tokens of every kind', () => {
    const used = { ...NO_USAGE, input: 1, cached_input: 20, cache_write: 300, output: 4000 };
    expect(spentTokens(record({ usage: { by_role: { fixer: used }, unsettled_usd: 0 } }))).toBe(4321);
  });
  test('sums of small amounts do not drift', () => {
    expect(spentUsd(spender(0.1), spent(0.2))).toBe(0.3);
  });
});

test('tokens that are left: none below zero, and no number where there is no limit', () => {
  const used = { by_role: { fixer: { ...NO_USAGE, cached_input: 70, output: 30 } }, unsettled_usd: 0 };
  const left = (max_total_tokens: number | null) =>
    leftTokens(record({ usage: used, limits: { max_total_usd: null, max_total_tokens } }));
  expect([left(150), left(100), left(40), left(null)]).toEqual([50, 0, 0, null]);
});

test('a reservation is open only while a shift holds the run', () => {
  const orders = { o1: order({ reserved_usd: 10, settled_usd: 4 }) };
  expect(openReservationUsd(record({ orders, lease: lease('n1') }))).toBe(6);
  expect(openReservationUsd(record({ orders, lease: null }))).toBe(0);
});

describe('a cap', () => {
  test('that equals the spending is used up, in the words of the original', () => {
    expect(usedUp(spender(1, { usd: 1 }), purpose())?.text).toBe('USD budget reached: $1.0000 >= cap $1.0000');
    expect(usedUp(spender(1, { tokens: 110 }), purpose())?.text).toBe('token budget reached: 110 >= cap 110');
  });
  test('a hair above the spending is not', () => {
    expect(usedUp(spender(1, { usd: 1.000001, tokens: 111 }), purpose())).toBeNull();
  });
  test('of tokens is named first', () => {
    expect(usedUp(spender(1, { usd: 1, tokens: 1 }), purpose())?.text).toMatch(/^token budget/);
  });
  test('counts usage that is not in the record yet', () => {
    const spender2 = spenderWith(spender(1, { usd: 2 }), purpose(), { usage: spent(1), unsettledUsd: 0 });
    expect(usedUp(spender2, purpose())?.text).toBe('USD budget reached: $2.0000 >= cap $2.0000');
  });
  test('that is not set is never used up', () => {
    expect(usedUp(spender(1e9), purpose())).toBeNull();
  });

  test.each([
    ['a phase', capped({ run: 9, phase: 4 }, { phase_usd: 4 }), {}, 'phase 02', 'limits.phase_usd', '$4.0000'],
    [
      'an issue, with what its other runs spent',
      capped({ run: 3 }, { issue_usd: 5 }),
      { others: { issueUsd: 2, dayUsd: 0 } },
      'issue #3',
      'limits.issue_usd',
      '$5.0000',
    ],
    [
      'a day, with what all runs spent',
      capped({ run: 9, day: 1 }, { day_usd: 6 }),
      { others: { issueUsd: 0, dayUsd: 5 } },
      `${DAY} (UTC)`,
      'limits.day_usd',
      '$6.0000',
    ],
  ])('of %s is named with its key', (_, of, fields, name, key, amount) => {
    expect(usedUp(of, purpose(fields))).toMatchObject({
      key,
      text: `USD budget of ${name} reached: ${amount} >= cap ${amount}`,
    });
  });

  test.each([
    ['another phase', capped({ run: 9, phase: 4 }, { phase_usd: 4 }), { unit: 'phase/03' }],
    ['another day', capped({ run: 9, day: 6 }, { day_usd: 6 }), { day: '2026-03-02' }],
    ['no issue', capped({ run: 9 }, { issue_usd: 5 }), { issue: null }],
  ])('of %s is none of ours', (_, of, fields) => {
    expect(usedUp(of, purpose(fields))).toBeNull();
  });

  test('of the day is named last: it alone passes by itself', () => {
    expect(usedUp(capped({ run: 6, day: 6 }, { day_usd: 6, issue_usd: 6 }), purpose())?.cap).toBe('issue');
  });
});

describe('the allowance of a dispatch', () => {
  test.each([
    ['the configured amount without a cap', spender(5), 10],
    ['the configured amount where enough is left', spender(5, { usd: 100 }), 10],
    ['what is left where that is less', spender(5, { usd: 8.5 }), 3.5],
    ['less by what is unsettled', spender(5, { usd: 8.5 }, 3), 0.5],
    ['never below zero', spender(9, { usd: 8.5 }), 0],
  ])('is %s', (_, of, expected) => {
    expect(dispatchAllowance(of, purpose(), 10)).toBe(expected);
  });

  test('is what the narrowest cap leaves', () => {
    const of = capped({ run: 1, phase: 1, day: 1 }, { max_total_usd: 9, phase_usd: 8, issue_usd: 9, day_usd: 9 });
    const left = (fields: Partial<Purpose>) => dispatchAllowance(of, purpose(fields), 10);
    expect(left({})).toBe(7);
    expect(left({ others: { issueUsd: 3, dayUsd: 0 } })).toBe(5);
    expect(left({ others: { issueUsd: 3, dayUsd: 6 } })).toBe(2);
  });

  test('that was set aside shrinks to what others left, and never grows', () => {
    const of = capped({}, { day_usd: 9 });
    const asked = order({ reserved_usd: 6, settled_usd: 1 });
    const others = (dayUsd: number) => purpose({ others: { issueUsd: 0, dayUsd } });
    expect(fitted(asked, of, others(4))).toBe(asked);
    expect(fitted(asked, of, others(6.5))).toEqual({ ...asked, reserved_usd: 3.5 });
    expect(fitted(asked, of, others(20))).toEqual({ ...asked, reserved_usd: 1 });
  });
});
