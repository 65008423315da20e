import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AgentBackend, VersionRule } from '../../src/agents/contract.js';
import { type ShiftScene, shiftScene, WRITES_FILE } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ phases: 1 });
});
afterEach(() => world.dispose());

const rule = (version: string, change: Partial<VersionRule> = {}): VersionRule => ({
  argv: ['echo', version],
  read: (text) => text.trim(),
  oldest: '2.0.0',
  tested: { from: '2.1.0', below: '3.0.0' },
  ...change,
});
const agent = (version: VersionRule): AgentBackend => ({ ...WRITES_FILE, name: 'some-cli', version });
const told = (events: readonly { readonly kind: string }[]) => events.filter(({ kind }) => kind === 'agent_version');

test('a tested version is put down, and told once', async () => {
  const first = await world.shift({ agent: agent(rule('2.5.1')) });
  expect(told(first.told)).toEqual([
    {
      kind: 'agent_version',
      agent: 'some-cli',
      version: '2.5.1',
      standing: 'tested',
      tested: '2.1.0 up to, but not, 3.0.0',
    },
  ]);
  expect(await world.record()).toMatchObject({
    status: 'finished',
    agent_versions: { 'some-cli': { version: '2.5.1', tested: true } },
  });
});

test.each([
  ['newer', rule('9.0.0'), 'untested'],
  ['one that we never ran', rule('2.5.1', { tested: null }), 'never_run'],
  ['one that tells no version', rule('x', { read: () => null }), 'unknown'],
])('%s is used all the same, and people are told', async (_, version, standing) => {
  const { told: events } = await world.shift({ agent: agent(version) });
  expect(told(events)).toMatchObject([{ standing }]);
  expect(await world.record()).toMatchObject({ status: 'finished', agent_versions: { 'some-cli': { tested: false } } });
});

test.each([
  ['that is too old', rule('1.9.9'), 'agent_version', /Found 1\.9\.9; it must be 2\.0\.0 or newer/],
  ['that is not there', rule('', { argv: ['no-such-agent', '--version'] }), 'agent_missing', /no-such-agent/],
])('an agent %s halts the run before anything is spent or set aside', async (_, version, code, why) => {
  const { told: events } = await world.shift({ agent: agent(version) });
  expect(await world.record()).toMatchObject({
    status: 'halted',
    halt: { code, why: expect.stringMatching(why) },
    attempts: {},
    orders: {},
  });
  expect(events.filter(({ kind }) => kind === 'dispatch_started' || kind === 'tests_started')).toEqual([]);
});

test('a version that changed between two shifts is told again, one that did not is not', async () => {
  const halts = (version: VersionRule) => ({ agent: { ...agent(version), maxPromptBytes: 1 } });
  await world.shift(halts(rule('2.5.1')));
  await world.command('rebuy');
  expect(told((await world.shift(halts(rule('2.5.1')))).told)).toEqual([]);
  await world.command('rebuy');
  expect(told((await world.shift(halts(rule('2.5.2')))).told)).toMatchObject([{ version: '2.5.2' }]);
});

test('the agent that may stand in is looked at as well', async () => {
  const fallback = [{ backend: { ...WRITES_FILE, name: 'other-cli', version: rule('1.0.0') }, model: 'm' }];
  const forRole = () => ({ backend: agent(rule('2.5.1')), model: 'm' });
  await world.shift({ ports: { agents: async () => ({ forRole, fallback }) } });
  expect(await world.record()).toMatchObject({
    halt: { code: 'agent_version', what: expect.stringContaining('other-cli') },
  });
});
