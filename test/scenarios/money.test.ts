import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import type { SpendDay } from '../../src/run/money/spend.js';
import { botComments, phaseStep, planOf } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ freshDay: true });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const BASE = { agent: { backend: 'script' }, tests: { command: 'true' } };
const costs = (usd: number) => ({ usage: { input: 100, output: 10, usd } });
const raise = (scene: Scene, config: Readonly<Record<string, unknown>>) =>
  scene.commitFile('.github/pitboss.yml', dump({ ...BASE, ...config }));

/** What the ledger's newest file of spending says, by run. */
async function spent(scene: Scene): Promise<SpendDay['runs']> {
  const path = (await scene.ledgerFiles()).filter((file) => file.startsWith('spend/')).at(-1) ?? '';
  return JSON.parse((await scene.fileAt('pitboss/ledger', path)) ?? '{}').runs;
}

describe('caps that runs share', () => {
  test('two runs at the same time share the budget of a day; the one that gets nothing waits for the next', async () => {
    const gate = await stage.gate();
    const queue = { concurrent_runs: 2 };
    const scene = await stage.scene({
      config: { queue, limits: { dispatch_usd: 1, day_usd: 1 } },
      script: {
        steps: [phaseStep('01', { ...costs(0.75), run: gate.run, edits: [{ path: 'work/one.txt', content: '1\n' }] })],
      },
    });
    await scene.comment('/pitboss play');
    await gate.arrived();
    const issue = await scene.openIssue(planOf(1, 11));
    await scene.comment('/pitboss play', { issue });
    // The first run has set the whole day's money aside for the agent that is at work.
    const parked = await until('the second run waits', async () => {
      const run = (await scene.records()).find((each) => each.issue === issue);
      return run?.status === 'waiting' && run.lease === null ? run : null;
    });
    expect(parked).toMatchObject({ completed: [], attempts: {}, halt: null, wait: { code: 'day_budget_reached' } });
    expect(parked.wake_at).toMatch(/T00:00:00\.000Z$/);
    const [status, ...more] = await botComments(scene, issue);
    expect(more).toEqual([]);
    expect(status?.body).toContain('Waiting');
    expect(status?.body).toContain('limits.day\\_usd');
    expect(status?.body).toContain('$1.0000 of $1.0000, $0.0000 left');

    await gate.open();
    const first = await until('the first run is over', async () => {
      const run = (await scene.records()).find((each) => each.issue === scene.issue);
      return run?.status === 'finished' && run.lease === null ? run : null;
    });
    await raise(scene, { queue, limits: { dispatch_usd: 1, day_usd: 5 } });
    await scene.comment(`/pitboss rebuy ${parked.run_id}`, { issue });
    const second = await until('the second run is over', async () => {
      const run = (await scene.records()).find((each) => each.issue === issue);
      return run?.status === 'finished' && run.lease === null ? run : null;
    });
    expect(await spent(scene)).toEqual({
      [first.run_id]: { issue: scene.issue, settled_usd: 0.75, reserved_usd: 0, tokens: 110 },
      [second.run_id]: { issue, settled_usd: 0, reserved_usd: 0, tokens: 0 },
    });
  });

  test('the budget of an issue halts its run, and refuses to buy it back until it is raised', async () => {
    const scene = await stage.scene({
      config: { limits: { issue_usd: 0.5 } },
      script: { steps: [phaseStep('01', { ...costs(0.5), edits: [{ path: 'work/one.txt', content: '1\n' }] })] },
    });
    await scene.comment('/pitboss play');
    const halted = await scene.untilOver('halted');
    expect(halted).toMatchObject({ completed: ['01'], halt: { code: 'budget_exceeded' } });
    expect(scene.jobs().find((job) => job.event === 'workflow_dispatch')?.conclusion).toBe('success');

    const { reaction, answer } = await scene.verdict(await scene.comment('/pitboss rebuy'));
    expect(reaction).toBe('-1');
    expect(answer).toContain('USD budget of issue');
    expect(answer).toContain('limits.issue_usd');
    expect(await scene.triggers()).toHaveLength(1);

    await raise(scene, { limits: { issue_usd: 5 } });
    await scene.comment('/pitboss rebuy');
    expect(await scene.untilOver('finished')).toMatchObject({ run_id: halted.run_id, completed: ['01', '02'] });
  });
});
