import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunRecord } from '../../src/run/record.js';
import { parentOf } from './gate.js';
import { botComments } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { holder, stopInPhaseTwo } from './stories.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

async function expectBothPhases(scene: Scene, record: RunRecord): Promise<void> {
  expect(record).toMatchObject({ status: 'finished', completed: ['01', '02'], halt: null, lease: null });
  expect((await scene.commits(record)).map((commit) => commit.subject)).toEqual([
    '[pitboss] phase 01: Step 01',
    '[pitboss] phase 02: Step 02',
  ]);
  expect(await scene.pulls()).toMatchObject([{ draft: false }]);
  expect((await botComments(scene)).filter((each) => each.body.includes('pitboss:status'))).toHaveLength(1);
  expect(await scene.refs('refs/pitboss')).toEqual([]);
}

describe('a shift that does not end in order', () => {
  test('its machine dies: when GitHub says so, another shift takes over, and the reservation counts as spent', async () => {
    const { scene } = await stopInPhaseTwo(stage);
    const lost = holder(await scene.record());
    const { actions } = stage.world;
    actions.killRunner(lost);
    expect(await scene.record()).toMatchObject({ status: 'running', completed: ['01'], shifts: 1 });
    actions.concludeLost(lost);
    const record = await scene.untilOver();
    await expectBothPhases(scene, record);
    expect(record.shifts).toBe(2);
    expect(record.usage.unsettled_usd).toBe(5);
    expect(actions.run(lost)?.conclusion).toBe('failure');
    expect(scene.jobs().filter((job) => job.event === 'workflow_dispatch')).toHaveLength(2);
  });

  test('its process is killed: the settling step keeps the tree and gives the run back', async () => {
    const { scene, agent } = await stopInPhaseTwo(stage);
    const lost = holder(await scene.record());
    process.kill(await parentOf(agent), 'SIGKILL');
    const record = await scene.untilOver();
    await expectBothPhases(scene, record);
    expect(record.shifts).toBe(2);
    expect(stage.world.actions.log(lost)).toContain('ended before its time');
  });

  test('it is cancelled on GitHub: the tree is kept and the run halts; rebuy goes on with it', async () => {
    const { scene } = await stopInPhaseTwo(stage);
    const { actions } = stage.world;
    const cancelled = holder(await scene.record());
    expect(actions.cancel(cancelled)).toBe(true);
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, completed: ['01'] });
    expect(actions.run(cancelled)?.conclusion).toBe('cancelled');
    const [order] = Object.values(halted.orders);
    expect(await scene.refs('refs/pitboss')).toEqual([`refs/pitboss/wip/${halted.run_id}/phase/02`]);
    expect(await scene.fileAt(order?.wip_sha ?? '', 'work/two.txt')).toBe('kept\n');
    expect((await botComments(scene)).at(-1)?.body).toContain('/pitboss rebuy');

    await scene.comment('/pitboss rebuy');
    const record = await scene.untilOver('finished');
    await expectBothPhases(scene, record);
    expect(record.shifts).toBe(1);
    expect(await scene.fileAt(record.head_sha, 'work/two.txt')).toBe('kept\n');
  });

  test('its time is up: it saves, hands over to itself, and no phase is lost or repeated', async () => {
    // 3.6 seconds, counted from the start of its process.
    const { scene } = await stopInPhaseTwo(stage, { limits: { shift_minutes: 0.06, dispatch_usd: 5 } });
    const record = await scene.untilOver('finished');
    await expectBothPhases(scene, record);
    // A slow machine may need one more.
    expect(record.shifts).toBeGreaterThanOrEqual(2);
    const shifts = scene.jobs().filter((job) => job.event === 'workflow_dispatch');
    expect(shifts.map((job) => job.conclusion)).toEqual(Array.from({ length: record.shifts }, () => 'success'));
  });
});
