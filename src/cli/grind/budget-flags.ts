import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Budgets, budgetsSchema } from '../../grind/budgets.js';

/** Budgets as they were written in a terminal; only what was given is there. */
export interface BudgetOptions {
  readonly maxIterations?: number;
  readonly until?: string;
  readonly maxCost?: number;
  readonly maxTokens?: number;
}

const { max_iterations: ITERATIONS, max_tokens: TOKENS, max_cost_usd: COST, until: UNTIL } = budgetsSchema.shape;

/** The options that give a grind run its budgets; the same with every command that takes them. */
export function withBudgetFlags(command: Command): Command {
  return command
    .addOption(budget('--max-iterations <n>', 'end after so many sessions, whatever came of them', wholeNumber))
    .addOption(budget('--until <RFC3339>', 'begin no session from this instant on', instant))
    .addOption(budget('--max-cost <usd>', 'end when so many US dollars are spent', dollars))
    .addOption(budget('--max-tokens <n>', 'end when so many tokens are used', tokens));
}

/** The budgets in the form that configuration, rotations and commands share. */
export function budgetsOf({ maxIterations, until, maxCost, maxTokens }: BudgetOptions): Budgets {
  return {
    ...(maxIterations === undefined ? {} : { max_iterations: maxIterations }),
    ...(until === undefined ? {} : { until }),
    ...(maxCost === undefined ? {} : { max_cost_usd: maxCost }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
  };
}

function budget(flags: string, description: string, read: (text: string) => number | string): Option {
  return new Option(flags, description).argParser(read);
}

function wholeNumber(text: string): number {
  return digits(text, ITERATIONS, 'It takes a whole number from 0 to 1000000.');
}

function tokens(text: string): number {
  return digits(text, TOKENS, 'It takes a whole number from 0 on.');
}

interface Reader {
  safeParse(value: unknown): { readonly success: boolean };
}

function digits(text: string, reader: Reader, expected: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return checked(value, reader, expected);
}

function dollars(text: string): number {
  const [, amount] = /^\$?(\d{1,7}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  return checked(Number(amount ?? Number.NaN), COST, 'It takes US dollars, for instance 2.50; 1000000 at most.');
}

function instant(text: string): string {
  return checked(text, UNTIL, 'It takes an instant with its zone, for instance 2026-01-31T06:00:00Z.');
}

function checked<Value>(value: Value, reader: Reader, expected: string): Value {
  if (!reader.safeParse(value).success) {
    throw new InvalidArgumentError(expected);
  }
  return value;
}
