import { runIdFor } from '../../src/run/ids.js';
import type { Trigger } from '../../src/run/trigger.js';
import type { Crash } from './machine.js';
import { ROTATION } from './project.js';
import type { World } from './world.js';

export interface Night {
  readonly runId: string;
  readonly crashes: number;
  readonly shifts: number;
}

type Random = () => number;

/** Shifts of one night; a run that needs more does not get anywhere. */
const MOST_SHIFTS = 30;

/** One night: a schedule starts a run, its machines die or not, and somebody starts another until the run stands still. */
export async function playNight(world: World, night: number, random: Random): Promise<Night> {
  world.setNight(night);
  const commands = commandsOf(world, night);
  const runId = await commands.grind(3 + below(random, 4));
  let [crashes, shifts] = [0, 0];
  let bought = false;
  while (shifts < MOST_SHIFTS) {
    shifts += 1;
    // The longer the night, the fewer machines die, so that it ends.
    const outcome = await world.shift(runId, random() < 0.75 - shifts * 0.1 ? crash(random) : null);
    crashes += outcome === null ? 1 : 0;
    const record = await world.record(runId);
    if (record === null || record.lease !== null) {
      continue;
    }
    if (record.status === 'halted' && !bought && random() < 0.4) {
      bought = true;
      await commands.rebuy(runId, (record.grind?.iterations ?? 0) + 1 + below(random, 2));
    } else if (record.status !== 'running' && record.status !== 'queued') {
      return { runId, crashes, shifts };
    }
  }
  return { runId, crashes, shifts };
}

function crash(random: Random): Crash {
  const when = random() < 0.5 ? 'before' : 'after';
  return random() < 0.7
    ? { at: 'push', nth: 1 + below(random, 12), when }
    : { at: 'program', nth: 1 + below(random, 8), when };
}

function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

function commandsOf(world: World, night: number) {
  const add = async (name: string, fields: Pick<Trigger, 'verb' | 'run_id' | 'base'> & Partial<Trigger>) => {
    const trigger: Trigger = {
      schema: 1,
      key: `${name}-${night}-${process.pid}`,
      at: world.now(),
      actor: { login: 'ada', id: 7, permission: 'write' },
      source: { event: 'schedule', comment_id: null, url: null },
      issue: null,
      plan: null,
      ...fields,
    };
    await world.inbox.add(trigger);
  };
  return {
    async grind(iterations: number): Promise<string> {
      const runId = runIdFor(world.now(), `grind-${night}-${process.pid}`);
      await add('grind', {
        verb: 'grind',
        run_id: runId,
        base: { ref: 'main', sha: world.base },
        grind_request: { rotation: ROTATION, budgets: { max_iterations: iterations }, carry: true },
      });
      return runId;
    },
    rebuy: (runId: string, iterations: number) =>
      add('rebuy', { verb: 'rebuy', run_id: runId, base: null, budgets: { max_iterations: iterations } }),
  };
}
