import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { git } from '../git/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene, WRITES_FILE } from './support.js';

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
