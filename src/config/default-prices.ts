import type { Price } from './sections.js';

/** List prices in US dollars per million tokens, as the original shipped them. Entries of a configuration are laid over these. */
export const DEFAULT_PRICES: Readonly<Record<string, Price>> = {
  'claude-opus-4-7': { input_per_million_usd: 15, output_per_million_usd: 75 },
  'claude-sonnet-4-6': { input_per_million_usd: 3, output_per_million_usd: 15 },
  'claude-haiku-4-5': { input_per_million_usd: 1, output_per_million_usd: 5 },
};
