import { describe, expect, test } from '@jest/globals';
import { recordOf } from '../fake-github.js';
import { grindHub, LEASE, RUN, say, withRun } from './grind-hub.js';

const PLAY = '20260102T000000Z-bbbbbb';

describe.each(['skip', 'pause'] as const)('/pitboss %s', (verb) => {
  test('leaves a word for the run at work, and starts nothing', async () => {
    const hub = withRun(grindHub(), { lease: LEASE });
    const triggers = await say(hub, `/pitboss ${verb}`);
    expect(triggers).toMatchObject([{ verb, run_id: RUN, plan: null, base: null }]);
    expect(hub.dispatches).toEqual([]);
    expect(hub.answers).toEqual([]);
    expect(hub.reactions).toEqual([[100, 'eyes']]);
  });

  test('means the grind run of the issue, also where a newer run plays', async () => {
    const hub = withRun(grindHub());
    hub.runs.set(PLAY, recordOf(PLAY));
    expect(await say(hub, `/pitboss ${verb}`)).toMatchObject([{ verb, run_id: RUN }]);
  });

  test('is refused for a run of another kind, for one that is over, and where there is none', async () => {
    const hub = withRun(grindHub(), { status: 'finished' });
    hub.runs.set(PLAY, recordOf(PLAY));
    await say(hub, `/pitboss ${verb} ${PLAY}`, 100);
    await say(hub, `/pitboss ${verb}`, 101);
    await say(grindHub(), `/pitboss ${verb}`, 102);
    expect(hub.triggers.size).toBe(0);
    expect(hub.answers.map(({ body }) => body.split('\n')[0])).toEqual([
      expect.stringContaining('is not a grind run'),
      expect.stringContaining('is finished already'),
    ]);
  });

  test('is taken once', async () => {
    const hub = withRun(grindHub());
    await say(hub, `/pitboss ${verb}`, 100);
    expect(await say(hub, `/pitboss ${verb}`, 101)).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain('already');
  });

  test('is refused for a run that is halted', async () => {
    const hub = withRun(grindHub(), { status: 'halted' });
    expect(await say(hub, `/pitboss ${verb}`)).toEqual([]);
    expect(hub.answers[0]?.body).toContain('is halted');
  });
});

describe('a run that has not begun', () => {
  test('can be paused, and has no session to skip', async () => {
    const hub = grindHub();
    await say(hub, '/pitboss grind', 100);
    await say(hub, '/pitboss skip', 101);
    const triggers = await say(hub, '/pitboss pause', 102);
    expect(triggers.map(({ verb }) => verb)).toEqual(['grind', 'pause']);
    expect(hub.answers[0]?.body).toContain('has not begun yet: no session of it is at work');
  });
});

test('a halted run that is bought back in the same comment can be paused', async () => {
  const triggers = await say(withRun(grindHub(), { status: 'halted' }), '/pitboss rebuy\n/pitboss pause');
  expect(triggers.map(({ verb }) => verb)).toEqual(['rebuy', 'pause']);
});

describe('/pitboss rebuy with budgets', () => {
  const BUDGETS = { max_cost_usd: 10, max_iterations: 40 };

  test.each([
    ['halted', { status: 'halted' }, 1],
    ['paused', { status: 'waiting', wake_at: null }, 1],
    ['at work', { lease: LEASE }, 0],
  ] as const)('raises them for a run that is %s', async (_name, fields, dispatches) => {
    const hub = withRun(grindHub(), fields);
    hub.workflowRuns.set('77', 'in_progress');
    expect(await say(hub, '/pitboss rebuy --max-cost 10 --max-iterations 40')).toMatchObject([
      { verb: 'rebuy', run_id: RUN, budgets: BUDGETS },
    ]);
    expect(hub.dispatches).toHaveLength(dispatches);
  });

  test('is refused beyond the maximum', async () => {
    const hub = withRun(grindHub('grind:\n  maximum:\n    max_cost_usd: 9\n'), { status: 'halted' });
    expect(await say(hub, '/pitboss rebuy --max-cost 10')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('`grind.maximum.max_cost_usd` allows: 9');
  });

  test('is refused for what the run has used up already', async () => {
    const hub = withRun(grindHub(), { status: 'halted' }, { iterations: 40 });
    expect(await say(hub, '/pitboss rebuy --max-iterations 40')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('max-iterations reached: 40 >= 40');
  });

  test('is refused for a run of another kind', async () => {
    const hub = grindHub();
    hub.runs.set(PLAY, recordOf(PLAY, { status: 'halted' }));
    await say(hub, '/pitboss rebuy --max-cost 10', 100);
    await say(hub, `/pitboss rebuy ${PLAY} --max-cost 10`, 101);
    expect(hub.triggers.size).toBe(0);
    expect(hub.answers[0]?.body).toContain('This issue has no grind run');
    expect(hub.answers[1]?.body).toContain('is not a grind run');
  });

  test('without budgets is refused for a run at work, unless it takes back a pause', async () => {
    const hub = withRun(grindHub(), { lease: LEASE });
    hub.workflowRuns.set('77', 'in_progress');
    await say(hub, '/pitboss rebuy', 100);
    expect(hub.answers[0]?.body).toContain('is at work');
    await say(hub, '/pitboss pause', 101);
    const triggers = await say(hub, '/pitboss rebuy', 102);
    expect(triggers.map(({ verb }) => verb)).toEqual(['pause', 'rebuy']);
    expect((await say(hub, '/pitboss pause', 103)).map(({ verb }) => verb)).toEqual(['pause', 'rebuy', 'pause']);
  });
});

describe('/pitboss status', () => {
  test('tells how far a grind run is and what was asked for', async () => {
    const counts = { ok: 3, error: 1 };
    const grind = { rotation: 'nightly', iterations: 4, counts, budgets: { max_cost_usd: 5, max_iterations: 20 } };
    const hub = withRun(grindHub(), {}, { ...grind, pausing: true });
    await say(hub, '/pitboss status');
    expect(hub.answers[0]?.body).toContain('- Rotation: `nightly`, pausing: no further session begins');
    expect(hub.answers[0]?.body).toContain('- Sessions ended: 4 (3 ok, 1 error)');
    expect(hub.answers[0]?.body).toContain('- Budgets asked for: 20 sessions, $5.00');
    expect(hub.answers[0]?.body).not.toContain('Phases');
  });
});
