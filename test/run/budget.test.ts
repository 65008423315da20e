import { describe, expect, test } from '@jest/globals';
import { dispatchAllowance, exhaustedBudget, spentTokens, spentUsd } from '../../src/run/budget.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { config, record, spent } from './samples.js';

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

describe('a cap', () => {
  test('that equals the spending is used up, in the words of the original', () => {
    expect(exhaustedBudget(spender(1, { usd: 1 }))).toBe('USD budget reached: $1.0000 >= cap $1.0000');
    expect(exhaustedBudget(spender(1, { tokens: 110 }))).toBe('token budget reached: 110 >= cap 110');
  });
  test('a hair above the spending is not', () => {
    expect(exhaustedBudget(spender(1, { usd: 1.000001, tokens: 111 }))).toBeNull();
  });
  test('of tokens is named first', () => {
    expect(exhaustedBudget(spender(1, { usd: 1, tokens: 1 }))).toMatch(/^token budget/);
  });
  test('counts usage that is not in the record yet', () => {
    expect(exhaustedBudget(spender(1, { usd: 2 }), spent(1))).toBe('USD budget reached: $2.0000 >= cap $2.0000');
  });
  test('that is not set is never used up', () => {
    expect(exhaustedBudget(spender(1e9))).toBeNull();
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
    expect(dispatchAllowance(of, config())).toBe(expected);
  });
});
