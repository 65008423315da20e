import { describe, expect, test } from '@jest/globals';
import type { OutagePorts } from '../../src/work/unit.js';
import { BUSY, type Ending, endingSo, SPENT } from './ending-so.js';
import { IMPLEMENTS, outages, retries, START, sleepyClock, times, worked } from './outage-scene.js';
import { carriedOut, testCommand } from './support.js';

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
