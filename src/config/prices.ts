import type { Config } from './config.js';
import type { Price } from './sections.js';

/** Tokens of each kind; the kinds do not overlap. */
export interface PricedTokens {
  readonly input: number;
  readonly cached_input: number;
  readonly cache_write: number;
  /** The part of `cache_write` that is kept for an hour instead of five minutes. */
  readonly cache_write_1h?: number;
  readonly output: number;
}

/** What cached input costs where the price does not say: these shares of the input price. */
const CACHED_SHARE = 0.1;
const CACHE_WRITE_SHARE = 1.25;
/** What keeping it for an hour costs, as a multiple of the price for five minutes: twice the input price to 1.25 times. */
const HOUR_FACTOR = 1.6;

const MILLION = 1_000_000;
/** A snapshot's name is the model's with a date behind it: `-20250929`, `-2025-08-07`. */
const SNAPSHOT_DATE = /-20[0-9]{2}-?[0-9]{2}-?[0-9]{2}$/;

/** The price in force for a model, or for the model that it is a dated snapshot of; null when none is listed. */
export function priceOf(config: Pick<Config, 'budgets'>, model: string): Price | null {
  const { pricing } = config.budgets;
  const name = [model, model.replace(SNAPSHOT_DATE, '')].find((candidate) => Object.hasOwn(pricing, candidate));
  return name === undefined ? null : (pricing[name] ?? null);
}

/** US dollars for these tokens, not rounded. */
export function costOf(price: Price, tokens: PricedTokens): number {
  const input = price.input_per_million_usd;
  const cached = price.cached_input_per_million_usd ?? input * CACHED_SHARE;
  const written = price.cache_write_per_million_usd ?? input * CACHE_WRITE_SHARE;
  const hourly = tokens.cache_write_1h ?? 0;
  const total =
    tokens.input * input +
    tokens.cached_input * cached +
    (tokens.cache_write - hourly + hourly * HOUR_FACTOR) * written +
    tokens.output * price.output_per_million_usd;
  return total / MILLION;
}
