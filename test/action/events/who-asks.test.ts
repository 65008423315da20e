import { describe, expect, test } from '@jest/globals';
import { commandInput } from '../../../src/action/events/dispatched-command.js';
import { orFail, schedules } from '../../../src/action/events/schedules.js';
import { occasionOf } from '../../../src/action/events/who-asks.js';
import { readJob } from '../../../src/action/job.js';
import { AT, portsOf } from '../../commands/fake-github.js';
import { grindHub } from '../../commands/grind/grind-hub.js';

const ENV = { GITHUB_ACTOR: 'ann', GITHUB_ACTOR_ID: '55', GITHUB_TRIGGERING_ACTOR: 'ann' };
const JOB = readJob({
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_RUN_ID: '9000',
  GITHUB_EVENT_NAME: 'workflow_dispatch',
  RUNNER_TEMP: '/tmp',
});

const asking = (env: Readonly<Record<string, string>> = ENV) => ({ job: JOB, env });

describe('who asks by a workflow run', () => {
  test('is its actor, at the time when it was created, at every attempt', async () => {
    expect(await occasionOf(asking(), 'workflow_dispatch', portsOf(grindHub()))).toEqual({
      event: 'workflow_dispatch',
      workflowRun: '9000',
      at: new Date(AT).toISOString(),
      url: 'https://github.com/o/r/actions/runs/9000',
      actor: { login: 'ann', id: 55 },
    });
  });

  test('is nobody where another person has run it again, so that nobody lends out a permission', async () => {
    const again = asking({ ...ENV, GITHUB_TRIGGERING_ACTOR: 'eve' });
    await expect(occasionOf(again, 'workflow_dispatch', portsOf(grindHub()))).rejects.toMatchObject({
      code: 'command_refused',
      why: expect.stringContaining('started by ann and run again by eve'),
    });
    expect(await occasionOf(again, 'schedule', portsOf(grindHub()))).toMatchObject({ actor: { login: 'ann' } });
  });

  test('must be known', async () => {
    await expect(occasionOf(asking({}), 'workflow_dispatch', portsOf(grindHub()))).rejects.toMatchObject({
      code: 'not_a_job',
    });
  });
});

describe('a command by hand', () => {
  test.each([
    [{ inputs: { command: ' grind ' } }, 'grind'],
    [{ inputs: { 'run-id': '' } }, ''],
    [{ inputs: null }, ''],
    [{}, ''],
    [{ inputs: { command: 3 } }, ''],
  ])('of %j is %j', (payload, command) => {
    expect(commandInput(payload)).toBe(command);
  });
});

describe('a schedule', () => {
  test('without a cron line starts nothing', async () => {
    const hub = grindHub('grind:\n  schedules:\n    - cron: "0 3 * * *"\n');
    expect(await schedules({}, asking(), portsOf(hub))).toMatchObject({ started: [] });
    expect((await schedules({ schedule: '0 3 * * *' }, asking(), portsOf(hub))).started).toHaveLength(1);
  });

  test('that cannot start its run fails the job with the reason', () => {
    expect(() => orFail({ started: [], notices: ['later'], failures: [] })).not.toThrow();
    expect(() => orFail({ started: ['x'], notices: [], failures: ['No rotation.'] })).toThrow('A scheduled grind run');
  });
});
