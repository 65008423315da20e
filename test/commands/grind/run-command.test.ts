import { describe, expect, test } from '@jest/globals';
import type { Occasion } from '../../../src/commands/occasions/occasion.js';
import { runCommand } from '../../../src/commands/occasions/run-command.js';
import { triggerSchema } from '../../../src/run/trigger.js';
import { AT, githubFault, type Hub, PLAN, portsOf } from '../fake-github.js';
import { grindHub } from './grind-hub.js';

const OCCASION: Occasion = {
  event: 'workflow_dispatch',
  workflowRun: '9000',
  at: AT,
  url: 'https://github.test/o/r/actions/runs/9000',
  actor: { login: 'ann', id: 55 },
};

const run = (hub: Hub, text: string, occasion = OCCASION) => runCommand(text, occasion, portsOf(hub));
const triggers = (hub: Hub) => [...hub.triggers.values()].map((trigger) => triggerSchema.parse(trigger));

describe('the input `command` of the workflow', () => {
  test.each([
    'grind --rotation nightly --max-cost 5',
    '/pitboss grind --rotation nightly --max-cost $5',
    ' pitboss GRIND --rotation=nightly --max-cost=5 ',
  ])('%s starts a grind run that belongs to no issue', async (text) => {
    const hub = grindHub();
    expect(await run(hub, text)).toMatchObject({ kind: 'accepted', notices: [] });
    expect(triggers(hub)).toMatchObject([
      {
        key: 'run-9000-0',
        verb: 'grind',
        issue: null,
        actor: { login: 'ann', id: 55, permission: 'write' },
        source: { event: 'workflow_dispatch', comment_id: null },
        grind_request: { rotation: 'nightly', budgets: { max_cost_usd: 5 }, carry: false },
        base: { ref: 'main', sha: 'base-sha' },
      },
    ]);
    expect(hub.dispatches).toHaveLength(1);
  });

  test('plays a plan file', async () => {
    const hub = grindHub();
    hub.files.set('docs/plan.md', PLAN);
    expect(await run(hub, 'play --plan docs/plan.md --no-sweep')).toMatchObject({ kind: 'accepted' });
    expect(triggers(hub)).toMatchObject([{ verb: 'play', issue: null, sweep: 'skip', plan: { text: PLAN } }]);
  });

  test('starts one run, also when the job is run again', async () => {
    const hub = grindHub();
    const first = await run(hub, 'grind');
    expect(await run(hub, 'grind')).toEqual({ kind: 'known', runId: first.runId, notices: [] });
    expect(triggers(hub)).toHaveLength(1);
    expect(hub.dispatches).toHaveLength(1);
  });

  test.each([
    ['grnd', 'Did you mean `grind`'],
    ['grind --max-cost free', 'an amount of US dollars'],
    ['play', 'needs `--plan PATH`'],
    ['rebuy', 'cannot be given to the workflow'],
    ['fold', 'cannot be given to the workflow'],
    ['', 'one line'],
    ['grind\ngrind', 'one line'],
    [`grind ${'x'.repeat(1000)}`, 'one line'],
  ])('refuses %j before it asks anybody', async (text, why) => {
    const hub = grindHub();
    await expect(run(hub, text)).rejects.toMatchObject({ code: 'command_invalid', why: expect.stringContaining(why) });
    expect(hub.calls).toEqual([]);
  });

  test.each([
    ['whoever may not', { ...OCCASION, actor: { login: 'eve', id: 66 } }, 'grind', 'needs the permission **write**'],
    ['a rotation that does not exist', OCCASION, 'grind --rotation weekly', 'There is no rotation \\`weekly\\`'],
    ['a plan that does not exist', OCCASION, 'play --plan no.md', 'There is no file `no.md`'],
  ] as const)('fails for %s', async (_name, occasion, text, why) => {
    const hub = grindHub();
    await expect(run(hub, text, occasion)).rejects.toMatchObject({
      code: 'command_refused',
      why: expect.stringContaining(why),
    });
    expect(triggers(hub)).toEqual([]);
  });

  test('fails where GitHub does not start the workflow for its run', async () => {
    const hub = grindHub();
    hub.faults.set('dispatch', { error: githubFault('github_not_found', 'Not Found'), times: 1 });
    await expect(run(hub, 'grind')).rejects.toMatchObject({ code: 'workflow_missing' });
  });
});
