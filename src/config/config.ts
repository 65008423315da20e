import type { z } from 'zod';
import { DEFAULT_PRICES } from './default-prices.js';
import { configSchema } from './schema.js';

/** The configuration in force: keys as in the file, every default filled in. */
export type Config = z.output<typeof configSchema>;

/** Lays the file's prices over the built-in ones, entry by entry; a line of spaces is no command. */
export function complete(config: Config): Config {
  return {
    ...config,
    tests: { ...config.tests, command: orUnset(config.tests.command), setup: orUnset(config.tests.setup) },
    budgets: { ...config.budgets, pricing: { ...DEFAULT_PRICES, ...config.budgets.pricing } },
  };
}

function orUnset(command: Config['tests']['command']): Config['tests']['command'] {
  return typeof command === 'string' && command.trim() === '' ? undefined : command;
}

/** What holds without a file. */
export const DEFAULT_CONFIG: Config = complete(configSchema.parse({}));
