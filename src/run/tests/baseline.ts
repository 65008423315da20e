import { z } from 'zod';

/** How the tests stood on the commit that a run started from, before any agent worked. */
export const baselineSchema = z.looseObject({
  /** For people: `npm test`. */
  label: z.string(),
  /**
   * `green`: they passed. `known`: they failed, and `failures` is all of it. `empty`: the command says that there are no tests yet.
   * `unclear`: they failed, the output does not say which, and the project has no tests that anybody could recognise.
   */
  verdict: z.enum(['green', 'known', 'empty', 'unclear']),
  failures: z.array(z.string()),
  /** How many tests (packages, for some runners) ran; null where the output does not say. */
  ran: z.number().int().nonnegative().nullable(),
  seconds: z.number().nonnegative(),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** How the base of a unit is tested: what later decides whether a phase passed. */
export const baseCommandSchema = z.looseObject({
  argv: z.tuple([z.string()], z.string()),
  /** Texts of the scripts that it calls, by name; an agent must not change them unseen. */
  scripts: z.record(z.string(), z.string()),
});
export type BaseCommand = z.infer<typeof baseCommandSchema>;

/** What is known about a red run, as far as its output tells. */
export interface RedRun {
  readonly failing: readonly string[];
  readonly ran: number | null;
  /** Whether `failing` is everything that went wrong. */
  readonly told: boolean;
}

/**
 * Whether a red run shows nothing but tests that failed before the run began. Anything that cannot be told counts as a new failure,
 * and so does a run of fewer tests than the base had: what vanished from the output may have failed as well.
 */
export function isExcused(run: RedRun, baseline: Baseline | null, known: readonly string[]): boolean {
  if (baseline === null || baseline.verdict !== 'known' || !run.told || run.failing.length === 0) {
    return false;
  }
  const fewer = run.ran === null || baseline.ran === null || run.ran < baseline.ran;
  const names = new Set(known);
  return !fewer && run.failing.every((name) => names.has(name));
}

/** Known failures that still fail after a unit: one that has passed is excused no more. */
export function stillKnown(known: readonly string[], tests: { readonly known?: readonly string[] | undefined } | null) {
  const failing = new Set(tests?.known ?? []);
  return tests === null ? [...known] : known.filter((name) => failing.has(name));
}

/** Most names of flaky tests that a record keeps. */
const MOST_FLAKY = 100;

/** Flaky tests of a run so far, each once, in order of appearance. */
export function addFlaky(before: readonly string[], names: readonly string[]): string[] {
  return [...new Set([...before, ...names])].slice(0, MOST_FLAKY);
}
