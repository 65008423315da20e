import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../seeded.js';
import { type Point, pointName } from './point.js';
import type { Outcome, Variant } from './variant.js';

/** So much of what the program said last is shown. */
const LONGEST_SAID = 4_000;
/** So many lines that are missing, and so many that are too much, are shown. */
const MOST_LINES = 30;
/** After so many points, a line says how far it is. */
const PROGRESS = 20;

export interface Report {
  readonly tried: number;
  readonly failures: number;
  readonly summary: string;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Lets one variant die at so many points and compares what is there in the end with a run that nobody disturbed. A point that is not
 * reached counts for nothing, and another takes its place.
 */
export async function campaign(variant: Variant, count: number, seed: number): Promise<Report> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'pitboss-faults-log-'));
  try {
    const log = join(folder, 'calls');
    const wanted = await variant.undisturbed(log);
    if (wanted === null) {
      return failed(
        `${variant.name}: the run that nobody disturbs does not finish, so there is nothing to compare with`,
      );
    }
    for (const { what, run } of variant.broken) {
      if (problem(variant, wanted, await run()) === null) {
        return failed(`${variant.name}: a run in which ${what} looks like a good one; the harness sees nothing`);
      }
    }
    const points = variant.points(log, seeded(seed));
    const { tried, missed, failures } = await tryAll(variant, points, { count, wanted });
    const kinds = new Set(tried.map(({ process, kind }) => `${process} ${kind}`)).size;
    const seconds = Math.round((performance.now() - started) / 1000);
    const notReached = missed === 0 ? '' : ` (${missed} more were not reached)`;
    return {
      tried: tried.length,
      failures,
      summary:
        `${variant.name}: seed ${seed}, ${tried.length} of ${points.length} points${notReached}, ${kinds} kinds of calls; ` +
        `${failures} failures; noticed: ${variant.broken.map(({ what }) => what).join('; ')}; ${seconds} s`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(summary: string): Report {
  return { tried: 0, failures: 1, summary };
}

interface Trial {
  readonly count: number;
  readonly wanted: Outcome;
}

interface Tried {
  readonly tried: readonly Point[];
  readonly missed: number;
  readonly failures: number;
}

/** Several at once: most of the time is spent waiting for programs. */
async function tryAll(variant: Variant, points: readonly Point[], { count, wanted }: Trial): Promise<Tried> {
  const open = [...points];
  const tried: Point[] = [];
  let [begun, missed, failures] = [0, 0, 0];
  const worker = async (): Promise<void> => {
    for (;;) {
      const point = begun < count ? open.shift() : undefined;
      if (point === undefined) {
        return;
      }
      begun += 1;
      const outcome = await variant.killedAt(point).catch(stuck);
      if (outcome === null) {
        begun -= 1;
        missed += 1;
        continue;
      }
      tried.push(point);
      const why = problem(variant, wanted, outcome);
      if (why !== null) {
        failures += 1;
        say(`FAILED ${variant.name}, ${pointName(point)}\n${why}\n${outcome.said.slice(-LONGEST_SAID)}`);
      }
      if (tried.length % PROGRESS === 0) {
        say(`  ${variant.name}: ${tried.length} points, ${failures} failures`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { tried, missed, failures };
}

/** A run that never comes to an end is an outcome too. */
function stuck(error: unknown): Outcome {
  return { form: String(error), spentUsd: 0, said: '' };
}

/** What is wrong with an outcome; null when nothing is. */
function problem(variant: Variant, wanted: Outcome, outcome: Outcome): string | null {
  const lines = difference(wanted.form, outcome.form);
  const most = wanted.spentUsd + variant.reservationUsd;
  const money =
    outcome.spentUsd < wanted.spentUsd || outcome.spentUsd > most
      ? [`  $${outcome.spentUsd} count as spent; it must be between $${wanted.spentUsd} and $${most}`]
      : [];
  const all = [...lines, ...money];
  return all.length === 0 ? null : all.join('\n');
}

/** The lines that are in one form only, or more often in one; the order of the rest counts too. */
function difference(wanted: string, form: string): readonly string[] {
  if (wanted === form) {
    return [];
  }
  const [before, after] = [wanted.split('\n'), form.split('\n')];
  const missing = surplus(before, after).map((line) => `  - ${line}`);
  const added = surplus(after, before).map((line) => `  + ${line}`);
  const lines = [...missing.slice(0, MOST_LINES), ...added.slice(0, MOST_LINES)];
  const moved = before.findIndex((line, index) => line !== after[index]);
  return lines.length === 0 ? [`  the same lines in another order from: ${before[moved]} / ${after[moved]}`] : lines;
}

function surplus(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) {
      left.splice(at, 1);
    }
    return at === -1;
  });
}
