import { describe, expect, test } from '@jest/globals';
import type { OutcomeKind } from '../../src/agents/contract.js';
import type { Agent, OutagePorts } from '../../src/work/unit.js';
import { BUSY, endingSo, SPENT } from './ending-so.js';
import { IMPLEMENTS, outages, retries, START, times, worked } from './outage-scene.js';
import { shellAgent } from './support.js';

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
