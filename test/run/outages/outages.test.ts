import { describe, expect, test } from '@jest/globals';
import { land } from '../../../src/run/advance.js';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { halts } from '../../../src/run/halts.js';
import { pauseBefore, type Told, wakeTime } from '../../../src/run/outages/patience.js';
import { waitForAgent } from '../../../src/run/outages/wait-for-agent.js';
import type { RunRecord } from '../../../src/run/record.js';
import { NOW, order, progress, record, trigger } from '../samples.js';

const now = Date.parse(NOW);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (ms: number) => new Date(now + ms).toISOString();

describe('a pause', () => {
  test.each([
    [0, 10_000],
    [1, MINUTE],
    [2, 5 * MINUTE],
    [7, 5 * MINUTE],
  ])('after %d retries takes %d ms', (made, ms) => {
    expect(pauseBefore({ made, most: 10 }, undefined, now)).toBe(ms);
  });

  test.each<[string, Told, number | null]>([
    ['that the provider wants longer', { afterMs: 2 * MINUTE }, 2 * MINUTE],
    ['that it wants until a time', { at: at(3 * MINUTE) }, 3 * MINUTE],
    ['that it wants to be over already', { at: at(-HOUR) }, 10_000],
    ['of ten minutes', { afterMs: 10 * MINUTE }, 10 * MINUTE],
    ['of more', { afterMs: 10 * MINUTE + 1 }, null],
    ['until a time that is none', { at: 'tomorrow' }, 10_000],
  ])('%s', (_, told, ms) => {
    expect(pauseBefore({ made: 0, most: 3 }, told, now)).toBe(ms);
  });

  test('is not made more often than allowed', () => {
    expect(pauseBefore({ made: 3, most: 3 }, undefined, now)).toBeNull();
  });
});

describe('a run that cannot have its agent looks again', () => {
  const wakes = (kind: 'transient' | 'quota', waits: number, told?: Told) => wakeTime({ kind, told, waits }, now) - now;

  test.each<[string, number, number]>([
    ['when the quota is renewed, as the provider says', wakes('quota', 0, { at: at(5 * HOUR) }), 5 * HOUR],
    ['after the time that it names', wakes('quota', 3, { afterMs: 20 * MINUTE }), 20 * MINUTE],
    ['not within the minute', wakes('quota', 0, { afterMs: 5 }), MINUTE],
    ['after a week at the latest', wakes('quota', 0, { at: at(10_000 * HOUR) }), 7 * 24 * HOUR],
    ['an hour later where the time is past', wakes('quota', 0, { at: at(-5 * HOUR) }), HOUR],
    ['an hour later where no time is known', wakes('quota', 0), HOUR],
    ['two hours later the next time', wakes('quota', 1), 2 * HOUR],
    ['never more than six hours later', wakes('quota', 99), 6 * HOUR],
    ['a quarter of an hour later where the provider is out of reach', wakes('transient', 0), 15 * MINUTE],
    ['an hour later in the end', wakes('transient', 9), HOUR],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});

const until = at(HOUR);
const wait = { until, reason: halts.agentQuota('claude-code', 'limit', until) };
const slept = (fields: Partial<RunRecord>, most = 3) => {
  const step = waitForAgent(record({ status: 'running', orders: { o1: order() }, ...fields }), wait, {
    most,
    now: NOW,
  });
  return step.ok ? step.value : null;
};

describe('a run that sleeps for its agent', () => {
  test('keeps its order, says until when and why, and has used up none of its shifts', () => {
    expect(slept({ shifts: 4, idle_shifts: 0 })).toMatchObject({
      status: 'waiting',
      wake_at: until,
      wait: { code: 'agent_quota' },
      agent_waits: 1,
      shifts: 3,
      idle_shifts: 0,
      orders: { o1: order() },
    });
  });

  test('halts once it has slept as often as it may', () => {
    expect(slept({ agent_waits: 2 })).toMatchObject({ status: 'waiting', agent_waits: 3 });
    expect(slept({ agent_waits: 3, shifts: 4 })).toMatchObject({
      status: 'halted',
      shifts: 4,
      halt: {
        code: 'agent_stays_away',
        what: expect.stringContaining('3 times'),
        why: expect.stringContaining('limit'),
      },
    });
    expect(slept({}, 0)).toMatchObject({ status: 'halted', halt: { code: 'agent_stays_away' } });
    expect(slept({ agent_waits: 5 }, 2)?.halt?.why).toContain('agent.max_waits is 2');
  });

  test('begins to count anew when something lands, and on a person’s word', () => {
    const before = record({ status: 'running', orders: { o1: order() }, agent_waits: 3 });
    const landed = land(before, order(), { progress: progress(), phase: '01', commit: null, more: true, now: NOW });
    expect(landed.ok && landed.value.agent_waits).toBeUndefined();
    const bought = applyTrigger({ ...before, status: 'halted' }, trigger('rebuy', 'k2'), NOW);
    expect(bought.ok && bought.value.agent_waits).toBeUndefined();
  });
});
