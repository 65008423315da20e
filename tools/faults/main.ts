import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../seeded.js';
import { normalForm } from './normal-form.js';
import { pointsOf, sample } from './sample.js';
import { callsIn, copyOf, makeWorld, type Point, type World } from './world.js';

/** So much of what the program said last is shown. */
const LONGEST_SAID = 2_000;

/** After so many points, a line says how far it is. */
const PROGRESS = 20;

/**
 * Kills the real program at many points of one run, gives the same command again, and compares what is there in the end with a run
 * that nobody disturbed. Prints every difference; returns 1 when there is one, or when the harness would not see one.
 */
export async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const started = performance.now();
  const pristine = makeWorld();
  const folder = mkdtempSync(join(tmpdir(), 'pitboss-faults-log-'));
  try {
    const log = join(folder, 'calls');
    const wanted = await undisturbed(pristine, log);
    if (wanted === null) {
      process.stdout.write(
        'faults: the run that nobody disturbs does not finish, so there is nothing to compare with\n',
      );
      return 1;
    }
    if (!(await bites(pristine, wanted))) {
      process.stdout.write(
        'faults: a run whose code was never pushed looks like a good one; the harness sees nothing\n',
      );
      return 1;
    }
    const calls = callsIn(log);
    const all = pointsOf(calls);
    const points = sample(all, count, seeded(seed));
    const failures = await tryAll(pristine, points, wanted);
    const seconds = Math.round((performance.now() - started) / 1000);
    const kinds = new Set(points.map(({ kind }) => kind)).size;
    process.stdout.write(
      `faults: seed ${seed}, ${points.length} of ${all.length} points of ${calls.length} calls, ${kinds} kinds; ` +
        `${failures} failures; a broken push is noticed; ${seconds} s\n`,
    );
    return failures === 0 ? 0 : 1;
  } finally {
    pristine.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function undisturbed(pristine: World, log: string): Promise<string | null> {
  const world = copyOf(pristine);
  const code = await world.playWith({ log, kill: null, dropBranch: false });
  const form = normalForm(world);
  world.dispose();
  return code === 0 ? form : null;
}

/** The test of the test: with one effect broken on purpose, the normal form must differ. */
async function bites(pristine: World, wanted: string): Promise<boolean> {
  const world = copyOf(pristine);
  await world.playWith({ log: null, kill: null, dropBranch: true });
  const form = normalForm(world);
  world.dispose();
  return form !== wanted;
}

/** Several at once: most of the time is spent waiting for programs. */
async function tryAll(pristine: World, points: readonly Point[], wanted: string): Promise<number> {
  const open = [...points];
  let [failures, done] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let point = open.shift(); point !== undefined; point = open.shift()) {
      const why = await tryOne(pristine, point, wanted);
      if (why !== null) {
        failures += 1;
        process.stdout.write(`FAILED ${point.moment} call ${point.call} (${point.kind})\n${why}\n`);
      }
      done += 1;
      if (done % PROGRESS === 0) {
        process.stdout.write(`  ${done} points, ${failures} failures\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failures;
}

async function tryOne(pristine: World, point: Point, wanted: string): Promise<string | null> {
  const world = copyOf(pristine);
  try {
    await world.playWith({ log: null, kill: point, dropBranch: false });
    const said = await world.playToTheEnd();
    const form = normalForm(world);
    return form === wanted ? null : `${difference(wanted, form)}\n${said.slice(-LONGEST_SAID)}`;
  } finally {
    world.dispose();
  }
}

/** The lines that differ, the first few. */
function difference(wanted: string, form: string): string {
  const [before, after] = [wanted.split('\n'), form.split('\n')];
  const missing = before.filter((line) => !after.includes(line)).map((line) => `  - ${line}`);
  const added = after.filter((line) => !before.includes(line)).map((line) => `  + ${line}`);
  return [...missing, ...added].slice(0, 20).join('\n');
}
