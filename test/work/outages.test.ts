import { describe, expect, test } from '@jest/globals';
import type { OutcomeKind } from '../../src/agents/contract.js';
import type { Clock } from '../../src/base/clock.js';
import type { Config } from '../../src/config/config.js';
import type { Agent, OutagePorts } from '../../src/work/unit.js';
import { NOW } from '../run/samples.js';
import { BUSY, type Ending, endingSo, SPENT } from './ending-so.js';
import { carriedOut, type Job, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done >> 01.txt';
const START = Date.parse(NOW);

/** A clock that stands still but in sleeps, which it counts. */
function sleepyClock(onSleep: (ms: number) => void = () => {}): Clock & { readonly slept: readonly number[] } {
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

const outages = (change: Partial<OutagePorts> = {}): OutagePorts => ({
  endsAt: null,
  waits: 0,
  pausing: () => {},
  standIn: (_, until) => ({ kind: 'nobody', until }),
  ...change,
});

const retries =
  (count: number) =>
  (config: Config): Config => ({ ...config, agent: { ...config.agent, retries: count } });

/** An implementer whose dispatches end so, on a clock that counts its pauses. */
async function worked(endings: readonly Ending[], job: Partial<Job> = {}) {
  const clock = sleepyClock();
  const agent = endingSo({ implementer: IMPLEMENTS }, ...endings);
  const done = await carriedOut({ agent, ...job, ports: { clock, outages: outages(), ...job.ports } });
  return { ...done, slept: clock.slept };
}

const times = (count: number, ending: Ending): readonly Ending[] => Array.from({ length: count }, () => ending);

describe('an agent whose provider is busy', () => {
  test('is started again in the same stage after growing pauses, on the tree as it stands', async () => {
    const done = await worked(times(3, BUSY));
    expect(done.slept).toEqual([10_000, 60_000, 300_000]);
    expect(done.result).toMatchObject({ kind: 'tree', progress: { stage: 'test', dispatches: 4 } });
    expect(done.read('01.txt')).toBe('done\n'.repeat(4));
    expect(done.told.find(({ kind }) => kind === 'agent_retry')).toEqual({
      kind: 'agent_retry',
      role: 'implementer',
      agent: 'shell',
      message: BUSY.message,
      retry: 1,
      of: 3,
      seconds: 10,
      until: new Date(START + 10_000).toISOString(),
    });
  });

  test('has money set aside for each start, and each is booked', async () => {
    let asked = 0;
    const setAside = async () => {
      asked += 1;
      return { usd: 5, day: '2026-03-01' };
    };
    const done = await worked(times(2, BUSY), { ports: { setAside } });
    expect(asked).toBe(3);
    expect(done.result.progress).toMatchObject({
      usage: { implementer: { dispatches: 3, usd: 1.5 } },
      unsettledUsd: 0,
    });
  });

  test('has its tree kept before each pause', async () => {
    const done = await worked(times(2, BUSY));
    const early = done.saves.filter(([progress]) => progress.stage === 'implement');
    expect(early.map(([progress]) => progress.dispatches)).toEqual([1, 2]);
  });

  test.each<[string, Ending['retry'], number]>([
    ['as long as the provider says', { afterMs: 90_000 }, 90_000],
    ['until the time that it names', { at: new Date(START + 45_000).toISOString() }, 45_000],
    ['never shorter than the pause of its own', { afterMs: 500 }, 10_000],
  ])('is waited for %s', async (_, retry, pause) => {
    expect((await worked([{ ...BUSY, ...(retry && { retry }) }])).slept).toEqual([pause]);
  });

  test('costs the fixer none of its attempts', async () => {
    const done = await carriedOut({
      agent: endingSo({ implementer: 'echo bad > 01.txt', fixer: 'echo fixed > 01.txt' }, {}, BUSY, BUSY),
      config: (config) => ({
        ...testCommand('grep fixed 01.txt')(config),
        retries: { fixer_max_attempts: 1 },
      }),
      ports: { clock: sleepyClock(), outages: outages() },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, dispatches: 4 } });
  });

  test('is the auditor: its starts are all counted, and what each changed', async () => {
    const done = await carriedOut({
      agent: endingSo({ implementer: IMPLEMENTS, auditor: 'echo fine >> extra.txt' }, {}, BUSY),
      config: (config) => ({ ...config, audit: { enabled: true, small_fix_line_limit: 30 } }),
      ports: { clock: sleepyClock(), outages: outages() },
    });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { dispatches: 3, audit: { done: true, dispatches: 2, changed_lines: 2 } },
    });
  });

  test('for too long is given up for now: the unit is kept, and says until when and why', async () => {
    const done = await worked(times(9, BUSY));
    expect(done.result).toMatchObject({
      kind: 'interruption',
      reason: 'parked',
      wait: {
        until: new Date(START + 370_000 + 15 * 60_000).toISOString(),
        reason: { code: 'agent_unavailable', why: BUSY.message },
      },
      progress: { stage: 'implement', dispatches: 4 },
    });
  });

  test.each([
    ['that no retry is configured', retries(0), {}, []],
    ['that the provider asks for more than ten minutes', retries(3), { retry: { afterMs: 601_000 } }, []],
  ])('is given up at once where the reason is %s', async (_, config, more, slept) => {
    const done = await worked([{ ...BUSY, ...more }], { config });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'parked', progress: { dispatches: 1 } });
    expect(done.slept).toEqual(slept);
  });

  test('is not waited for beyond the end of the shift', async () => {
    const done = await worked(times(9, BUSY), { ports: { outages: outages({ endsAt: START + 70_000 }) } });
    expect(done.slept).toEqual([10_000]);
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'parked', progress: { dispatches: 2 } });
  });

  test('is not started again once somebody has folded the run', async () => {
    const stop = new AbortController();
    const clock = sleepyClock(() => stop.abort('fold'));
    const done = await worked(times(9, BUSY), { ports: { clock, signal: stop.signal } });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'fold', progress: { dispatches: 1 } });
    expect(done.result).not.toHaveProperty('wait');
  });

  test('shows people that it pauses, and that it does so no longer', async () => {
    const shown: unknown[] = [];
    const pausing: OutagePorts['pausing'] = (wait) => shown.push(wait === null ? null : wait.reason.code);
    await worked([BUSY], { ports: { outages: outages({ pausing }) } });
    expect(shown).toEqual(['agent_unavailable', null]);
  });

  test('and that touched the plan meanwhile halts the run all the same', async () => {
    const done = await carriedOut({
      agent: endingSo({ implementer: 'echo more >> .pitboss/play/plan.md' }, BUSY),
      ports: { clock: sleepyClock(), outages: outages() },
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'plan_tampered' },
      progress: { dispatches: 1 },
    });
  });
});

describe('a quota that is used up', () => {
  test('is not asked again: the unit is kept until the time that the provider names', async () => {
    const at = new Date(START + 5 * 3_600_000).toISOString();
    const done = await worked([{ ...SPENT, retry: { at } }]);
    expect(done.slept).toEqual([]);
    expect(done.result).toMatchObject({
      kind: 'interruption',
      reason: 'parked',
      wait: { until: at, reason: { code: 'agent_quota', why: SPENT.message } },
      progress: { dispatches: 1 },
    });
  });
});

describe('an agent that stands in', () => {
  const other = (): Agent => ({
    backend: { ...shellAgent({ implementer: 'echo other > 01.txt' }), name: 'other' },
    model: 'other-model',
  });

  test.each([
    ['at once where a quota is used up', [SPENT], 2, []],
    ['once the pauses are over where a provider is out of reach', times(4, BUSY), 5, [10_000, 60_000, 300_000]],
  ])('takes over %s, and people are told', async (_, endings, dispatches, slept) => {
    let agent: Agent = { backend: endingSo({ implementer: IMPLEMENTS }, ...endings), model: 'some-model' };
    const standIn: OutagePorts['standIn'] = () => {
      agent = other();
      return { kind: 'agent', agent };
    };
    const done = await worked([], { ports: { agentFor: () => agent, outages: outages({ standIn }) } });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches } });
    expect(done.slept).toEqual(slept);
    expect(done.read('01.txt')).toBe('other\n');
    expect(done.told).toContainEqual(
      expect.objectContaining({ kind: 'agent_replaced', agent: 'shell', by: 'other', model: 'other-model' }),
    );
  });

  test('and cannot work either leaves the run asleep until the first of both can', async () => {
    const first = START + 7_200_000;
    const standIn: OutagePorts['standIn'] = () => ({ kind: 'nobody', until: first });
    const done = await worked([SPENT], { ports: { outages: outages({ standIn }) } });
    expect(done.result).toMatchObject({ wait: { until: new Date(first).toISOString() } });
  });

  test('nor anybody after it: two who are each free again while the other tries do not take turns for ever', async () => {
    const [own, second] = ['own', 'second'].map((model) => ({ backend: endingSo({}, ...times(9, BUSY)), model }));
    const turns = [own, second, own, second].flatMap((agent) => agent ?? []);
    let turn = 0;
    const standIn: OutagePorts['standIn'] = () => {
      turn += 1;
      const agent = turns[turn];
      if (agent === undefined) {
        throw new TypeError('they took turns too often');
      }
      return { kind: 'agent', agent };
    };
    const agentFor = () => turns[turn] ?? { backend: endingSo({}), model: 'nobody' };
    const done = await worked([], { config: retries(0), ports: { agentFor, outages: outages({ standIn }) } });
    expect(done.result).toMatchObject({
      reason: 'parked',
      wait: { until: new Date(START + 15 * 60_000).toISOString(), reason: { code: 'agent_unavailable' } },
      progress: { dispatches: 3 },
    });
  });
});

describe('an end that a person has to see', () => {
  test.each<[OutcomeKind, string]>([
    ['refused', 'agent_refused'],
    ['turn_limit', 'agent_turn_limit'],
    ['context_limit', 'agent_context_limit'],
    ['timeout', 'agent_timeout'],
    ['authentication', 'agent_authentication'],
    ['missing_program', 'agent_missing'],
    ['unsupported_version', 'agent_version'],
    ['protocol_drift', 'agent_drift'],
    ['failed', 'agent_failed'],
  ])('%s halts at once with %s, keeps the tree and lets nobody stand in', async (kind, code) => {
    const standIn: OutagePorts['standIn'] = () => {
      throw new TypeError('nobody was asked for');
    };
    const done = await worked([{ kind, message: 'so it was' }], { ports: { outages: outages({ standIn }) } });
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code }, progress: { dispatches: 1 } });
    expect(done.slept).toEqual([]);
    expect(done.read('01.txt')).toBe('done\n');
  });
});
