import { describe, expect, test } from '@jest/globals';
import { runSchedules } from '../../../src/commands/occasions/run-schedules.js';
import { triggerSchema } from '../../../src/run/trigger.js';
import { AT, type Hub, portsOf } from '../fake-github.js';
import { grindHub, withRun } from './grind-hub.js';

const NIGHT = '0 3 * * *';
const CONFIG = `
grind:
  schedules:
    - cron: '0 3 * * *'
      rotation: nightly
      budgets:
        max_cost_usd: 5
    - cron: '0 9 * * 1'
      rotation: nightly
    - cron: '0 3 * * *'
`;

function run(hub: Hub, cron = NIGHT, workflowRun = '9000') {
  const actor = { login: 'robin', id: 7 };
  const occasion = { event: 'schedule' as const, workflowRun, at: AT, url: 'u', actor };
  return runSchedules(cron, portsOf(hub), async () => occasion);
}

const triggers = (hub: Hub) => [...hub.triggers.values()].map((trigger) => triggerSchema.parse(trigger));

describe('a schedule of the workflow', () => {
  test('starts one run for each entry with its cron line; they go on with the rotation', async () => {
    const hub = grindHub(CONFIG);
    const { started, failures } = await run(hub);
    expect(failures).toEqual([]);
    expect(started).toHaveLength(2);
    expect(triggers(hub)).toMatchObject([
      {
        key: 'run-9000-0',
        verb: 'grind',
        issue: null,
        actor: { login: 'robin' },
        source: { event: 'schedule' },
        grind_request: { rotation: 'nightly', budgets: { max_cost_usd: 5 }, carry: true },
      },
      { key: 'run-9000-2', grind_request: { rotation: null, carry: true } },
    ]);
    // One place in the queue: the second one waits for the first.
    expect(hub.dispatches).toHaveLength(1);
  });

  test('asks nobody for a permission', async () => {
    const hub = grindHub(`access:\n  spend: admin\n${CONFIG}`);
    expect((await run(hub)).started).toHaveLength(2);
    expect(hub.calls).not.toContain('permission');
  });

  test('that no entry names starts nothing, and reads no ledger', async () => {
    const hub = grindHub(CONFIG);
    expect(await run(hub, '17 */6 * * *')).toEqual({ started: [], notices: [], failures: [] });
    expect(hub.calls).not.toContain('inbox.read');
  });

  test('starts the same once, also when its job is run again', async () => {
    const hub = grindHub(CONFIG);
    await run(hub);
    expect(await run(hub)).toMatchObject({ started: [], notices: [], failures: [] });
    expect(triggers(hub)).toHaveLength(2);
  });

  test.each(['running', 'waiting'] as const)(
    'leaves out a rotation of which a run is %s, for whichever issue',
    async (status) => {
      const hub = withRun(grindHub(CONFIG), { status, issue: 12 }, { rotation: 'nightly' });
      const { started, notices } = await run(hub);
      expect(started).toHaveLength(1);
      expect(notices[0]).toContain('Rotation nightly was not started: run 20260101T000000Z-aaaaaa');
      expect(triggers(hub)).toMatchObject([{ key: 'run-9000-2' }]);
    },
  );

  test('is not stopped by a run that is halted', async () => {
    const hub = withRun(grindHub(CONFIG), { status: 'halted', issue: null }, { rotation: 'nightly' });
    expect((await run(hub)).started).toHaveLength(2);
  });

  test('names what a person must change, and starts the others', async () => {
    const hub = grindHub(CONFIG);
    hub.files.delete('.pitboss/grind/rotations/nightly.yml');
    const { started, failures } = await run(hub);
    expect(started).toHaveLength(1);
    expect(failures).toEqual([expect.stringContaining('There is no rotation \\`nightly\\`')]);
  });

  test('fails where the configuration is not valid', async () => {
    const { started, failures } = await run(grindHub('grind: 3\n'));
    expect(started).toEqual([]);
    expect(failures).toEqual([expect.stringContaining('is not valid')]);
  });
});
