import type { Clock } from '../../src/base/clock.js';
import type { Config } from '../../src/config/config.js';
import type { OutagePorts } from '../../src/work/unit.js';
import { NOW } from '../run/samples.js';
import { type Ending, endingSo } from './ending-so.js';
import { carriedOut, type Job } from './support.js';

export const IMPLEMENTS = 'echo done >> 01.txt';
export const START = Date.parse(NOW);

/** A clock that stands still but in sleeps, which it counts. */
export function sleepyClock(onSleep: (ms: number) => void = () => {}): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => START + slept.reduce((sum, ms) => sum + ms, 0),
    async sleep(ms) {
      slept.push(ms);
      onSleep(ms);
    },
  };
}

export const outages = (change: Partial<OutagePorts> = {}): OutagePorts => ({
  endsAt: null,
  waits: 0,
  pausing: () => {},
  standIn: (_, until) => ({ kind: 'nobody', until }),
  ...change,
});

export const retries =
  (count: number) =>
  (config: Config): Config => ({ ...config, agent: { ...config.agent, retries: count } });

/** An implementer whose dispatches end so, on a clock that counts its pauses. */
export async function worked(endings: readonly Ending[], job: Partial<Job> = {}) {
  const clock = sleepyClock();
  const agent = endingSo({ implementer: IMPLEMENTS }, ...endings);
  const done = await carriedOut({ agent, ...job, ports: { clock, outages: outages(), ...job.ports } });
  return { ...done, slept: clock.slept };
}

export const times = (count: number, ending: Ending): readonly Ending[] => Array.from({ length: count }, () => ending);
