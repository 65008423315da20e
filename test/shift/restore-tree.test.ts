import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { git, script } from '../git/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene, steppedClock, WRITES_FILE } from './support.js';

let world: ShiftScene;

beforeEach(async () => {
  world = await shiftScene();
});

afterEach(() => world.dispose());

test('a kept tree that somebody took away is told, and the phase begins again', async () => {
  const fails = shellAgent({ implementer: `${READ_ID}; echo half > "$id.txt"; exit 1` });
  expect((await world.shift({ agent: fails })).outcome).toMatchObject({ record: { status: 'halted' } });
  const kept = world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip');
  git(world.remote, 'update-ref', '-d', kept);
  await world.command('rebuy');
  const again = await world.shift({ agent: WRITES_FILE });
  expect(again.told).toContainEqual({ kind: 'warning', message: expect.stringContaining('not at refs/pitboss/wip/') });
  expect(again.started).toEqual(['01', '02']);
  expect(await world.record()).toMatchObject({ status: 'finished', completed: ['01', '02'] });
});

test('a unit whose tree was refused and whose time ran out: the phase is done again, never skipped', async () => {
  const clock = steppedClock();
  script(join(world.remote, 'hooks/update'), 'case "$1" in refs/pitboss/wip/*) echo no; exit 1;; esac');
  const slowTests = (config: Config): Config => ({
    ...config,
    tests: { ...config.tests, command: 'test ! -e 01.txt || sleep 60' },
  });
  const first = await world.shift({
    config: slowTests,
    agent: WRITES_FILE,
    clock,
    startedAt: clock.now(),
    onTell: (event) => event.kind === 'tests_started' && event.of === undefined && clock.advance(400 * 60_000),
  });
  expect(first.outcome).toMatchObject({ kind: 'handed_over' });
  const second = await world.shift({ agent: WRITES_FILE });
  expect(second.started).toEqual(['01', '02']);
  expect(await world.record()).toMatchObject({ status: 'finished', completed: ['01', '02'] });
  expect(world.subjects()).toHaveLength(2);
});
