import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { costOf, priceOf } from '../../src/config/prices.js';

const NONE = { input: 0, cached_input: 0, cache_write: 0, output: 0 };

function withPricing(text: string): typeof DEFAULT_CONFIG {
  const parsed = parseConfig(`budgets:\n  pricing:\n${text}`, 'pitboss.yml');
  expect(parsed).toMatchObject({ ok: true, warnings: [] });
  return parsed.ok ? parsed.config : DEFAULT_CONFIG;
}

describe('prices', () => {
  test('entries of the file join the built-in ones instead of replacing them', () => {
    const config = withPricing('    my.model: {input_per_million_usd: 2, output_per_million_usd: 4}\n');
    expect(priceOf(config, 'my.model')).toEqual({ input_per_million_usd: 2, output_per_million_usd: 4 });
    expect(priceOf(config, 'claude-opus-4-7')).toEqual({ input_per_million_usd: 15, output_per_million_usd: 75 });
  });

  test('an entry replaces the built-in price of its model', () => {
    const config = withPricing('    claude-haiku-4-5: {input_per_million_usd: 2, output_per_million_usd: 0}\n');
    expect(priceOf(config, 'claude-haiku-4-5')).toEqual({ input_per_million_usd: 2, output_per_million_usd: 0 });
  });

  test('a dated snapshot has the price of its model', () => {
    expect(priceOf(DEFAULT_CONFIG, 'claude-haiku-4-5-20251001')?.input_per_million_usd).toBe(1);
  });

  test.each(['claude-haiku', 'claude-haiku-4-5-next', '', 'constructor', '__proto__'])('%j has no price', (model) => {
    expect(priceOf(DEFAULT_CONFIG, model)).toBeNull();
  });

  test('half a price is an error that names what is missing', () => {
    const parsed = parseConfig('budgets:\n  pricing:\n    m:\n      input_per_million_usd: 1\n', 'pitboss.yml');
    expect(parsed).toMatchObject({
      ok: false,
      problems: [
        { path: 'budgets.pricing.m.output_per_million_usd', line: 3, message: 'is missing; it must be a number' },
      ],
    });
  });

  test('a mistyped price key is met with the right one', () => {
    const parsed = parseConfig(
      'budgets: {pricing: {m: {input_per_million_usd: 1, output_per_million_usd: 1, cached_input_usd: 1, input_per_milion_usd: 3}}}',
      'pitboss.yml',
    );
    expect(parsed.ok ? parsed.warnings.map(({ suggestion }) => suggestion) : []).toEqual([
      null,
      'Did you mean `budgets.pricing.m.input_per_million_usd`?',
    ]);
  });
});

describe('costs', () => {
  const price = { input_per_million_usd: 10, output_per_million_usd: 50 };

  test('each kind of token has its own price', () => {
    const full = { ...price, cached_input_per_million_usd: 2, cache_write_per_million_usd: 30 };
    expect(costOf(full, { input: 1000, cached_input: 1000, cache_write: 1000, output: 1000 })).toBeCloseTo(0.092, 9);
  });

  test('reading from a cache costs a tenth, writing to it 1.25 times the input price, unless the price says otherwise', () => {
    expect(costOf(price, { ...NONE, cached_input: 1_000_000 })).toBeCloseTo(1, 9);
    expect(costOf(price, { ...NONE, cache_write: 1_000_000 })).toBeCloseTo(12.5, 9);
    const free = { ...price, cached_input_per_million_usd: 0, cache_write_per_million_usd: 0 };
    expect(costOf(free, { ...NONE, cached_input: 1_000_000, cache_write: 1_000_000 })).toBe(0);
  });
});
