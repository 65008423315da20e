import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
afterEach(() => world.dispose());

/** A stand-in for pytest: fails for each line of `red`, and leaves a report behind as runners do. */
const STAND_IN = [
  'echo report > report.xml',
  'sed "s/.*/FAILED a.py::&/" red; count=$(grep -c . red)',
  'echo "$count failed, $((9 - count)) passed in 0.01s"',
  'test "$count" = 0',
].join('\n');
const BASE = { 'pytest-stand-in': STAND_IN, 'pytest.ini': '', red: 'old\nmended\n' };
const tested = (config: Config): Config => ({
  ...config,
  tests: { ...config.tests, command: 'sh pytest-stand-in', rerun_failed: 0 },
});
const writes = (before: string) => shellAgent({ implementer: `${READ_ID}; ${before}; echo "$id" > "$id.txt"` });
const bases = (told: readonly ShiftEvent[]) => told.filter((event) => event.kind === 'baseline').length;

test('failures of the base outlive their shift: looked at once, excused until they pass, charged after that', async () => {
  world = await shiftScene({ base: BASE, phases: 2 });
  const first = await world.shift({ config: tested, agent: writes('exit 1') });
  expect(first.outcome).toMatchObject({ record: { status: 'halted', halt: { code: 'agent_failed' } } });
  expect(bases(first.told)).toBe(1);
  expect(await world.record()).toMatchObject({
    baseline: { verdict: 'known', failures: ['a.py::mended', 'a.py::old'], ran: 9 },
    baseline_failures: ['a.py::mended', 'a.py::old'],
  });

  await world.command('rebuy');
  // Phase 01 mends one of them; phase 02 breaks it again.
  const again = 'test "$id" = 01 && echo old > red || printf "old\\nmended\\n" > red';
  const second = await world.shift({ config: tested, agent: writes(again) });
  expect(bases(second.told)).toBe(0);
  expect(second.outcome).toMatchObject({ record: { status: 'halted', completed: ['01'] } });
  const record = await world.record();
  expect(record.baseline_failures).toEqual(['a.py::old']);
  expect(record.baseline?.failures).toEqual(['a.py::mended', 'a.py::old']);
  const events = world.remoteGit('show', `pitboss/ledger:runs/${world.runId}/events.jsonl`);
  expect(events).toContain('"event":"landed"');
  expect(events).toContain('"known_failures":["a.py::old"]');
});

test('what the tests leave behind in the base is not taken for an agent’s work', async () => {
  world = await shiftScene({ base: BASE, phases: 1 });
  const { outcome } = await world.shift({ config: tested, agent: shellAgent({ implementer: 'true' }) });
  expect(outcome).toMatchObject({ record: { status: 'halted', halt: { code: 'no_changes' }, attempts: { '01': 2 } } });
});

describe('nor is it when the unit goes on after a halt', () => {
  const nothing = shellAgent({ implementer: 'true' });

  test('in the tests of the base', async () => {
    world = await shiftScene({ base: BASE, phases: 1 });
    await world.shift({ config: tested, agent: nothing });
    await world.command('rebuy');
    const { outcome } = await world.shift({ config: tested, agent: nothing });
    expect(outcome).toMatchObject({ record: { status: 'halted', halt: { code: 'no_changes' }, completed: [] } });
  });

  test('by a set-up that leaves something else each time', async () => {
    const setUp = (config: Config): Config => ({
      ...config,
      tests: { ...config.tests, baseline: 'ignore', setup: 'date +%N%s > lock' },
    });
    world = await shiftScene({ phases: 1 });
    await world.shift({ config: setUp, agent: nothing });
    await world.command('rebuy');
    const { outcome } = await world.shift({ config: setUp, agent: nothing });
    expect(outcome).toMatchObject({ record: { status: 'halted', halt: { code: 'no_changes' }, completed: [] } });
  });

  test('but what an interrupted agent had done counts as work, though the next one adds nothing', async () => {
    world = await shiftScene({ base: BASE, phases: 1 });
    await world.shift({ config: tested, agent: writes('echo work > work.txt; exit 1') });
    await world.command('rebuy');
    const { outcome } = await world.shift({ config: tested, agent: nothing });
    expect(outcome).toMatchObject({ record: { status: 'finished', completed: ['01'] } });
  });

  test('nor after its kept tree is gone from the remote', async () => {
    world = await shiftScene({ base: BASE, phases: 1 });
    await world.shift({ config: tested, agent: nothing });
    world.remoteGit('update-ref', '-d', `refs/pitboss/wip/${world.runId}/phase/01`);
    await world.command('rebuy');
    const { outcome } = await world.shift({ config: tested, agent: nothing });
    expect(outcome).toMatchObject({ record: { status: 'halted', halt: { code: 'no_changes' }, completed: [] } });
  });
});

test('a base that nobody can tell apart spends nothing, and a rebuy looks at it again', async () => {
  world = await shiftScene({ base: { ...BASE, 'pytest-stand-in': 'exit 1' }, phases: 1 });
  await world.shift({ config: tested });
  expect(await world.record()).toMatchObject({
    status: 'halted',
    halt: { code: 'baseline_red' },
    attempts: { '01': 0 },
  });
  await world.command('rebuy');
  const second = await world.shift({
    config: (config) => ({ ...tested(config), tests: { ...tested(config).tests, command: 'true' } }),
  });
  expect(bases(second.told)).toBe(1);
  expect(second.outcome).toMatchObject({ record: { status: 'finished', baseline: { verdict: 'green' } } });
});
