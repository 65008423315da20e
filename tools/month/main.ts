import { parseArgs } from 'node:util';
import { seeded } from '../seeded.js';
import { unseen } from './control.js';
import { type Breach, breaches } from './invariants.js';
import { readLedger } from './ledger-view.js';
import { playNight } from './nights.js';
import { Replay } from './replay.js';
import { MOST, sizesOf } from './size.js';
import { openWorld, type World } from './world.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** Breaches that are printed; the first few tell the story. */
const SHOWN = 20;

/**
 * A month of nightly grind on a clock that is put forward: every night a schedule starts a run that goes on with the rotation, machines
 * die at random points, and after each night everything that has to be true of the remote is looked at. `--nights N`, `--seed S`.
 */
export async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { nights: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
  });
  const [nights, seed] = [Number(values.nights), Number(values.seed)];
  const started = performance.now();
  const world = await openWorld();
  try {
    const month = await play(world, nights, seed);
    const { tree, packed } = sizesOf(world.root, world.remote);
    const found = [
      ...month.found,
      ...(tree > MOST.tree ? [`the ledger's tree has ${tree} bytes`] : []),
      ...(packed > MOST.packed ? [`the ledger's branch has ${packed} bytes, packed`] : []),
      ...(month.crashes === 0 ? ['no machine died: this month says nothing'] : []),
      ...unseen(world, month.lastRun),
    ];
    for (const each of found.slice(0, SHOWN)) {
      say(`month: ${each}`);
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    say(`month: the ledger's tree has ${kib(tree)}, its branch ${kib(packed)} packed`);
    say(
      `month: seed ${seed}, ${nights} nights, ${month.sessions} sessions, ${month.shifts} shifts, ${month.crashes} crashes, ${found.length} failures, ${seconds} s`,
    );
    return found.length === 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

interface Month {
  readonly found: readonly Breach[];
  readonly sessions: number;
  readonly shifts: number;
  readonly crashes: number;
  readonly lastRun: string;
}

async function play(world: World, nights: number, seed: number): Promise<Month> {
  const random = seeded(seed);
  const replay = new Replay();
  const found: Breach[] = [];
  let month = { sessions: 0, shifts: 0, crashes: 0, lastRun: '' };
  for (let night = 0; night < nights; night += 1) {
    const { runId, crashes, shifts } = await playNight(world, night, random);
    const view = readLedger(world.remote);
    const sessions = view.sessions.get(runId)?.length ?? 0;
    const status = view.runs.get(runId);
    found.push(
      ...[...breaches(world, view), ...replay.night(view, runId)].map((what) => `night ${night + 1}: ${what}`),
    );
    if (status === undefined || !['finished', 'halted'].includes(status.status)) {
      found.push(`night ${night + 1}: the run is ${status?.status} after ${shifts} shifts`);
    }
    month = {
      sessions: month.sessions + sessions,
      shifts: month.shifts + shifts,
      crashes: month.crashes + crashes,
      lastRun: runId,
    };
  }
  return { ...month, found };
}

function kib(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
