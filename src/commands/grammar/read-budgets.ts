import type { Budgets } from '../../grind/budgets.js';
import type { Values } from './read-arguments.js';

const DOLLARS = /^\$?(\d{1,7}(?:\.\d{1,4})?)$/;
const MOST_DOLLARS = 1_000_000;

/** An amount of US dollars as people write it, with or without `$`; null for anything else, and for nothing. */
export function dollars(text: string): number | null {
  const amount = Number(DOLLARS.exec(text)?.[1] ?? 0);
  return amount > 0 && amount <= MOST_DOLLARS ? amount : null;
}

/** The budgets that came with a command; only what was written. */
export function budgetsIn(values: Values): Budgets {
  const [iterations, cost, tokens, until] = [
    values.get('max-iterations'),
    dollars(values.get('max-cost') ?? ''),
    values.get('max-tokens'),
    values.get('until'),
  ];
  return {
    ...(iterations === undefined ? {} : { max_iterations: Number(iterations) }),
    ...(cost === null ? {} : { max_cost_usd: cost }),
    ...(tokens === undefined ? {} : { max_tokens: Number(tokens) }),
    ...(until === undefined ? {} : { until }),
  };
}
