import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { firstNonce } from '../../src/run/ids.js';
import type { SpendDay } from '../../src/run/money/spend.js';
import { exitCodeOf } from '../../src/shift/exit-code.js';
import { NOW } from '../run/samples.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene, steppedClock } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene();
});
afterEach(() => world.dispose());

/** Every dispatch costs half a dollar and writes its phase's file. */
const AGENT = shellAgent({ implementer: `${READ_ID}; echo "$id" > "$id.txt"` });
const DAY = '2026-03-01';
const NEXT = '2026-03-02';

const limits =
  (of: Partial<Config['limits']>) =>
  (config: Config): Config => ({
    ...config,
    limits: { ...config.limits, ...of },
  });

const spend = async (day: string): Promise<SpendDay['runs'] | undefined> =>
  (await world.inbox.read()).spend.get(day)?.runs;

describe('the budget of a day', () => {
  const options = (at: string, dayUsd = 0.5) => {
    const clock = steppedClock();
    clock.advance(Date.parse(at) - clock.now());
    return { agent: AGENT, config: limits({ day_usd: dayUsd }), clock };
  };

  test('that is used up parks the run until the next day, with the reason, and costs it nothing', async () => {
    const { outcome } = await world.shift(options(NOW));
    expect(outcome.kind === 'ended' && exitCodeOf(outcome)).toBe(0);
    expect(await world.record()).toMatchObject({
      status: 'waiting',
      lease: null,
      completed: ['01'],
      halt: null,
      wake_at: `${NEXT}T00:00:00.000Z`,
      wait: { code: 'day_budget_reached' },
      idle_shifts: 0,
      limits: { day_usd: 0.5 },
    });
    expect(await spend(DAY)).toEqual({
      [world.runId]: { issue: 3, settled_usd: 0.5, reserved_usd: 0, tokens: expect.any(Number) },
    });
  });

  test('is there again tomorrow: the run goes on, and each day has its own file', async () => {
    await world.shift(options(NOW));
    await world.shift(options(`${NEXT}T00:00:00.000Z`));
    expect(await world.record()).toMatchObject({ status: 'finished', completed: ['01', '02'] });
    expect((await spend(DAY))?.[world.runId]?.settled_usd).toBe(0.5);
    expect((await spend(NEXT))?.[world.runId]?.settled_usd).toBe(0.5);
  });

  test('that others use up day after day costs the run none of its shifts, only days', async () => {
    const second = await world.command('play', { run_id: `${world.runId.slice(0, -6)}ffffff` });
    const of = (at: string, dayUsd: number, change: object = {}) => {
      const { config, ...rest } = options(at, dayUsd);
      const few = (given: Config): Config => {
        const capped = config(given);
        return { ...capped, queue: { concurrent_runs: 2 }, limits: { ...capped.limits, max_shifts: 1 } };
      };
      return { ...rest, ...change, config: few };
    };
    await world.shift(of(NOW, 1));
    for (let looks = 0; looks < 3; looks += 1) {
      await world.shift(of(NOW, 1, { runId: second.run_id, nonce: await nonceOf(second.run_id) }));
      expect(await world.record(second.run_id)).toMatchObject({ status: 'waiting', shifts: 0 });
    }
    const tomorrow = of(`${NEXT}T00:00:00.000Z`, 1, { runId: second.run_id, nonce: await nonceOf(second.run_id) });
    await world.shift(tomorrow);
    expect(await world.record(second.run_id)).toMatchObject({ status: 'finished', shifts: 1 });
  });

  test('that was raised counts as soon as somebody rebuys', async () => {
    await world.shift(options(NOW));
    await world.command('rebuy');
    await world.shift(options(NOW, 50));
    expect(await world.record()).toMatchObject({ status: 'finished', wait: null, limits: { day_usd: 50 } });
  });

  test('is shared: what another run spent today is not there for this one', async () => {
    const second = await world.command('play', { run_id: `${world.runId.slice(0, -6)}ffffff` });
    await world.shift(options(NOW));
    await world.command('fold');
    await world.shift(options(NOW));
    const { told } = await world.shift({ ...options(NOW), runId: second.run_id, nonce: await nonceOf(second.run_id) });
    expect(told.filter((event) => event.kind === 'dispatch_started')).toEqual([]);
    expect(await world.record(second.run_id)).toMatchObject({ status: 'waiting', completed: [] });
  });
});

async function nonceOf(runId: string): Promise<string> {
  return (await world.inbox.read()).runs.get(runId)?.next_nonce ?? firstNonce(runId);
}

describe('the budget of a phase', () => {
  test('halts before the next dispatch, and the next phase has its own', async () => {
    const spins = shellAgent({ implementer: `${READ_ID}; [ "$id" = 01 ] && echo 1 > 01.txt; true` });
    const { outcome } = await world.shift({ agent: spins, config: limits({ phase_usd: 0.5 }) });
    expect(outcome.kind === 'ended' && exitCodeOf(outcome)).toBe(3);
    // The second phase changed nothing at first, so it was to be asked again.
    expect(await world.record()).toMatchObject({
      status: 'halted',
      completed: ['01'],
      usage: { by_phase: { '01': 0.5, '02': 0.5 } },
      halt: {
        code: 'budget_exceeded',
        what: 'budget exceeded: USD budget of phase 02 reached: $0.5000 >= cap $0.5000',
        fix: expect.stringContaining('limits.phase_usd'),
      },
    });
  });
});

describe('the budget of an issue', () => {
  test('counts all runs of the issue', async () => {
    await world.shift({ agent: AGENT, config: limits({ issue_usd: 1.5 }) });
    expect(await world.record()).toMatchObject({ status: 'finished' });
    const second = await world.command('play', { run_id: `${world.runId.slice(0, -6)}ffffff` });
    await world.shift({
      agent: AGENT,
      config: limits({ issue_usd: 1.5 }),
      runId: second.run_id,
      nonce: await nonceOf(second.run_id),
    });
    expect(await world.record(second.run_id)).toMatchObject({
      status: 'halted',
      completed: ['01'],
      halt: { what: 'budget exceeded: USD budget of issue #3 reached: $1.5000 >= cap $1.5000' },
    });
  });
});

describe('over midnight', () => {
  test('money that was set aside yesterday is set aside again today before an agent starts', async () => {
    const clock = steppedClock();
    clock.advance(Date.parse(`${DAY}T23:59:00.000Z`) - clock.now());
    const reserved: unknown[] = [];
    await world.shift({
      agent: AGENT,
      clock,
      config: (config) => ({ ...config, tests: { ...config.tests, setup: 'true' } }),
      onTell: (event) => {
        if (event.kind === 'setup_started') {
          clock.advance(120_000);
        }
        if (event.kind === 'dispatch_started') {
          reserved.push(JSON.parse(world.remoteGit('show', `pitboss/ledger:spend/${NEXT}.json`)).runs[world.runId]);
        }
      },
    });
    expect(reserved[0]).toMatchObject({ settled_usd: 0, reserved_usd: 10 });
    expect((await spend(DAY))?.[world.runId]).toMatchObject({ settled_usd: 0, reserved_usd: 0 });
    expect((await spend(NEXT))?.[world.runId]).toMatchObject({ settled_usd: 1, reserved_usd: 0 });
  });
});
