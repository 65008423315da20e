import { expect, test } from '@jest/globals';
import type { RunFiles } from '../../src/land/run-files.js';
import { halts } from '../../src/run/halts.js';
import type { Announcer } from '../../src/shift/progress-effects.js';
import { outagePorts, reserve } from '../../src/shift/unit/outages.js';
import { PLAN, record } from '../run/samples.js';
import { shellAgent } from '../work/support.js';
import { steppedClock } from './support.js';

function pausing() {
  const shown: (readonly [string | null, string])[] = [];
  const show: Announcer['show'] = async (files, _plan, moment) => {
    shown.push([files.record.wait?.why ?? null, moment]);
  };
  const clock = steppedClock();
  const agents = reserve({ forRole: () => ({ backend: shellAgent({}), model: 'm' }) }, clock);
  const files: RunFiles = {
    record: record({ status: 'running', agent_waits: 2 }),
    planText: '',
    deferredText: '',
    events: '',
  };
  const ports = outagePorts({ agents, watch: { endsAt: 7 }, show: { show }, clock }, files, PLAN);
  const pauses = (ms: number): void => {
    const until = new Date(clock.now() + ms).toISOString();
    ports.pausing({ until, reason: halts.agentUnavailable('claude-code', `busy for ${ms}`, until) });
  };
  return { ports, pauses, shown };
}

test('a pause of a minute is shown at once, and taken back when it is over', () => {
  const { ports, pauses, shown } = pausing();
  pauses(60_000);
  ports.pausing(null);
  expect(shown).toEqual([
    ['busy for 60000', 'start'],
    [null, 'progress'],
  ]);
});

test('a short one is over before anybody has read of it', () => {
  const { ports, pauses, shown } = pausing();
  pauses(10_000);
  ports.pausing(null);
  expect(shown).toEqual([]);
});

test('a unit knows when its shift ends and how often the run has slept', () => {
  expect(pausing().ports).toMatchObject({ endsAt: 7, waits: 2 });
});

test('who worked is who is out, although another can work again meanwhile', () => {
  const clock = steppedClock();
  const agentWith = (model: string) => ({ backend: shellAgent({}), model });
  const [own, other] = [agentWith('own'), agentWith('other')];
  const agents = reserve({ forRole: () => own, fallback: [other] }, clock);
  agents.forRole('implementer');
  expect(agents.standIn('implementer', clock.now() + 60_000)).toEqual({ kind: 'agent', agent: other });
  expect(agents.forRole('implementer')).toBe(other);
  clock.advance(120_000);
  expect(agents.standIn('implementer', clock.now() + 3_600_000)).toEqual({ kind: 'agent', agent: own });
  expect(agents.forRole('implementer')).toBe(own);
});
