import { parseArgs } from 'node:util';
import type { Cli, Suite } from './check.js';

export interface Check {
  readonly cli: Cli;
  readonly name: string;
  readonly run: (binary: string) => Promise<void>;
}

/** What is asked for on the command line, or by a variable where there is none (CI starts the program through npm). */
export interface Choice {
  /** Part of `<cli> <check>`; empty for everything. */
  readonly only: string;
  /** How many at most, spread evenly over all; null for everything. */
  readonly count: number | null;
}

export function readChoice(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, count: { type: 'string' } },
  });
  const count = values.count === undefined ? null : Number.parseInt(values.count, 10);
  return { only: values.only ?? env.PITBOSS_REAL_AGENTS_ONLY ?? '', count: Number.isNaN(count) ? null : count };
}

export function chosen(suites: readonly Suite[], choice: Choice): readonly Check[] {
  const all = suites
    .flatMap(({ cli, checks }) => Object.entries(checks).map(([name, run]) => ({ cli, name, run })))
    .filter(({ cli, name }) => `${cli} ${name}`.includes(choice.only));
  const count = Math.min(choice.count ?? all.length, all.length);
  return all.filter(
    (_, index) => Math.floor((index * count) / all.length) !== Math.floor(((index - 1) * count) / all.length),
  );
}
