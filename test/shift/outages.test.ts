import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AgentBackend } from '../../src/agents/contract.js';
import type { Config } from '../../src/config/config.js';
import { dispatchable } from '../../src/run/queue.js';
import { exitCodeOf } from '../../src/shift/exit-code.js';
import type { ShiftPorts } from '../../src/shift/ports.js';
import { NOW } from '../run/samples.js';
import { BUSY, type Ending, endingSo, SPENT } from '../work/ending-so.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftOptions, type ShiftScene, shiftScene, steppedClock } from './support.js';

/** Several shifts, each with its programs, on a busy machine. */
jest.setTimeout(120_000);

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene();
});
afterEach(() => world.dispose());

const WRITES = { implementer: `${READ_ID}; echo "$id" > "$id.txt"` };
const RESET = '2026-03-01T15:00:00.000Z';
const RESETS: Ending = { ...SPENT, retry: { at: RESET } };

/** A shift that begins at this time, with an agent whose dispatches end so. */
function at(time: string, ...endings: readonly Ending[]): ShiftOptions & { clock: ReturnType<typeof steppedClock> } {
  const clock = steppedClock();
  clock.advance(Date.parse(time) - clock.now());
  return { clock, agent: endingSo(WRITES, ...endings) };
}

const waits =
  (most: number) =>
  (config: Config): Config => ({ ...config, agent: { ...config.agent, max_waits: most } });

const dispatchableAt = async (now: string) => dispatchable(await world.inbox.read(), 1, now).map(({ runId }) => runId);

describe('a used-up quota', () => {
  test('puts the run to sleep until it is renewed: the work is kept, and nobody is asked meanwhile', async () => {
    const { outcome, told } = await world.shift(at(NOW, {}, RESETS));
    expect(outcome.kind === 'ended' && exitCodeOf(outcome)).toBe(0);
    expect(await world.record()).toMatchObject({
      status: 'waiting',
      lease: null,
      halt: null,
      completed: ['01'],
      wake_at: RESET,
      wait: { code: 'agent_quota', why: SPENT.message },
      agent_waits: 1,
      shifts: 0,
      attempts: { '01': 1, '02': 1 },
      usage: { by_role: { implementer: { dispatches: 2, usd: 1 } }, unsettled_usd: 0 },
    });
    const [order] = Object.values((await world.record()).orders);
    expect(world.tip(`refs/pitboss/wip/${world.runId}/phase/02`)).toBe(order?.wip_sha);
    expect(told.at(-1)).toMatchObject({ kind: 'ended', status: 'waiting', halt: { code: 'agent_quota' } });
    expect(await dispatchableAt('2026-03-01T14:59:59.000Z')).toEqual([]);
    expect(await dispatchableAt(RESET)).toEqual([world.runId]);
  });

  test('is over: the run goes on where it stood, on the tree that was kept', async () => {
    await world.shift(at(NOW, {}, RESETS));
    const { told } = await world.shift(at(RESET));
    expect(told).toContainEqual(expect.objectContaining({ kind: 'phase_started', id: '02', resumedAt: 'implement' }));
    const record = await world.record();
    expect(record).toMatchObject({ status: 'finished', completed: ['01', '02'], shifts: 1, wait: null });
    expect(record.agent_waits).toBeUndefined();
  });

  test('does not keep a person from going on at once', async () => {
    await world.shift(at(NOW, RESETS));
    await world.command('rebuy');
    expect(await dispatchableAt(NOW)).toEqual([world.runId]);
    await world.shift(at(NOW));
    expect(await world.record()).toMatchObject({ status: 'finished', wake_at: null });
  });

  test('that is never renewed halts the run once it has slept as often as it may, however few shifts it has', async () => {
    const short = (config: Config): Config => {
      const bounded = waits(3)(config);
      return { ...bounded, limits: { ...bounded.limits, max_shifts: 1 } };
    };
    for (let looks = 1; looks <= 3; looks += 1) {
      await world.shift({ ...at(NOW, SPENT), config: short });
      expect(await world.record()).toMatchObject({ status: 'waiting', agent_waits: looks });
    }
    const { outcome } = await world.shift({ ...at(NOW, SPENT), config: short });
    expect(outcome.kind === 'ended' && exitCodeOf(outcome)).toBe(1);
    expect(await world.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'agent_stays_away', fix: expect.stringContaining('agent.fallback') },
      attempts: { '01': 4 },
    });
    await world.command('rebuy');
    await world.shift({ ...at(NOW), config: short });
    expect(await world.record()).toMatchObject({ status: 'finished' });
  });
});

describe('a provider that is busy', () => {
  /** Advances the clock as soon as a pause begins: it has no other way to end. */
  const passing = (options: ReturnType<typeof at>): ShiftOptions => ({
    ...options,
    onTell: (event) => {
      if (event.kind === 'agent_retry') {
        setImmediate(() => options.clock.advance(event.seconds * 1000));
      }
    },
  });

  test('is waited for within the shift, and what every start cost is on the record', async () => {
    const { told } = await world.shift(passing(at(NOW, BUSY, BUSY)));
    expect(told.filter(({ kind }) => kind === 'agent_retry')).toHaveLength(2);
    expect(await world.record()).toMatchObject({
      status: 'finished',
      shifts: 1,
      attempts: { '01': 3, '02': 1 },
      usage: { by_role: { implementer: { dispatches: 4, usd: 2 } }, unsettled_usd: 0 },
    });
  });

  test('is not waited for once somebody folds the run', async () => {
    const options = at(NOW, BUSY);
    const { told } = await world.shift({
      ...options,
      pollMs: 1000,
      onTell: (event) => {
        if (event.kind === 'agent_retry') {
          void world.command('fold').then(() => options.clock.advance(2000));
        }
      },
    });
    expect(told.filter(({ kind }) => kind === 'dispatch_started')).toHaveLength(1);
    expect(await world.record()).toMatchObject({ status: 'folded', attempts: { '01': 1 } });
  });

  test('and stays so lets the run sleep; a shift that is nearly over does not begin to wait', async () => {
    const options = at(NOW, BUSY);
    await world.shift({ ...options, startedAt: Date.parse(NOW) - 330 * 60_000 + 5000 });
    expect(await world.record()).toMatchObject({
      status: 'waiting',
      wake_at: '2026-03-01T10:15:00.000Z',
      wait: { code: 'agent_unavailable' },
    });
  });
});

describe('an agent that stands in', () => {
  const cheaper = (...endings: readonly Ending[]): AgentBackend => ({
    ...endingSo(WRITES, ...endings),
    name: 'cheaper',
  });
  const team = (own: AgentBackend, other: AgentBackend): Partial<ShiftPorts> => ({
    agents: async () => ({
      forRole: () => ({ backend: own, model: 'big' }),
      fallback: [{ backend: other, model: 'small' }],
    }),
  });
  const startedBy = (told: readonly { readonly kind: string }[]) =>
    told.flatMap((event) => ('agent' in event && event.kind === 'dispatch_started' ? [event.agent] : []));

  test('works for the rest of the shift', async () => {
    const { told } = await world.shift({ ...at(NOW), ports: team(endingSo(WRITES, RESETS), cheaper()) });
    expect(startedBy(told)).toEqual(['shell', 'cheaper', 'cheaper']);
    expect(await world.record()).toMatchObject({
      status: 'finished',
      attempts: { '01': 2, '02': 1 },
      usage: {
        by_agent: {
          'shell big': { dispatches: 1, usd: 0.5 },
          'cheaper small': { dispatches: 2, usd: 1 },
        },
      },
    });
  });

  test('gives the work back once the quota is renewed', async () => {
    const options = at(NOW);
    const { told } = await world.shift({
      ...options,
      ports: team(endingSo(WRITES, RESETS), cheaper()),
      onTell: (event) => {
        if (event.kind === 'landed') {
          options.clock.advance(Date.parse(RESET) - options.clock.now());
        }
      },
    });
    expect(startedBy(told)).toEqual(['shell', 'cheaper', 'shell']);
  });

  test('and has used up its own quota leaves the run asleep until the first of the two is back', async () => {
    const later: Ending = { ...SPENT, retry: { at: '2026-03-02T00:00:00.000Z' } };
    const { told } = await world.shift({ ...at(NOW), ports: team(endingSo(WRITES, RESETS), cheaper(later)) });
    expect(startedBy(told)).toEqual(['shell', 'cheaper']);
    expect(await world.record()).toMatchObject({ status: 'waiting', wake_at: RESET, agent_waits: 1 });
  });
});

test('an agent that may stand in has to have a price, like every other: nothing is spent without', async () => {
  const agents = async () => ({
    forRole: () => ({ backend: endingSo(WRITES), model: 'big' }),
    fallback: [{ backend: { ...endingSo(WRITES), reportsCost: false }, model: 'small' }],
  });
  await world.shift({ ...at(NOW), ports: { agents } });
  expect(await world.record()).toMatchObject({
    status: 'halted',
    halt: { code: 'price_unknown', what: expect.stringContaining('small') },
    attempts: {},
  });
});

test('a planner without quota sleeps as well', async () => {
  const goal = 'Count words.';
  world.dispose();
  world = await shiftScene({
    play: {
      verb: 'plan',
      plan: null,
      plan_request: { goal, sha256: '0'.repeat(64), interview: false, review: true },
    },
  });
  const { clock } = at(NOW);
  await world.shift({ clock, agent: endingSo({ planner: 'true' }, RESETS) });
  expect(await world.record()).toMatchObject({ status: 'waiting', wake_at: RESET, wait: { code: 'agent_quota' } });
  await world.shift({ ...at(RESET), agent: shellAgent({ planner: 'true' }) });
  expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'draft_invalid' } });
});
