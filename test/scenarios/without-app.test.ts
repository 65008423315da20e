import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { botComments } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { holder, stopInPhaseTwo } from './stories.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ app: false });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

/** An accepted run whose workflow GitHub did not start. */
async function notStarted(): Promise<Scene> {
  const scene = await stage.scene({ app: 'none', plan: 1 });
  const path = new RegExp(`^/repos/${scene.fullName}/actions/workflows/.*/dispatches$`);
  stage.world.github.faults.add({ method: 'POST', path, status: 404 });
  await scene.comment('/pitboss play');
  await scene.settled();
  return scene;
}

/** Starts the workflow by hand, without inputs. */
async function look(scene: Scene): Promise<void> {
  const [owner = '', repo = ''] = scene.fullName.split('/');
  await scene.owner.octokit.rest.actions.createWorkflowDispatch({
    owner,
    repo,
    workflow_id: 'pitboss.yml',
    ref: 'main',
  });
}

describe('without any App', () => {
  test("the workflow's own job takes the command up, and the pull request says that its CI waits", async () => {
    const scene = await stage.scene({ app: 'none' });
    stage.world.github.settings(scene.fullName).actionsMayCreatePulls = true;
    const command = await scene.comment('/pitboss play');
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', completed: ['01', '02'] });
    expect(await scene.reactions(command)).toEqual(['eyes', 'rocket']);
    const [pull] = await scene.pulls();
    expect(pull).toMatchObject({ draft: false, author: 'github-actions[bot]' });
    expect(pull?.body).toMatch(/CI runs wait until somebody with write access approves/);
    expect(await botComments(scene)).toHaveLength(2);
    expect((await scene.commits(record)).map((commit) => commit.author)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('github-actions[bot]')),
    );
    expect(scene.jobs().map((job) => job.event)).toEqual(
      expect.arrayContaining(['issue_comment', 'workflow_dispatch']),
    );
  });

  test('where Actions may not open pull requests the branch is pushed, and people are told', async () => {
    const scene = await stage.scene({ app: 'none', plan: 1 });
    await scene.comment('/pitboss play');
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', completed: ['01'] });
    expect(await scene.commits(record)).toHaveLength(1);
    expect(await scene.pulls()).toEqual([]);
    const refusal = 'GitHub Actions is not permitted to create or approve pull requests';
    const status = (await scene.comments()).find((each) => each.body.includes('pitboss:status'));
    expect(status?.body).toContain(refusal);
    const shift = scene.jobs().find((job) => job.event === 'workflow_dispatch');
    expect(stage.world.actions.summary(shift?.id ?? 0)).toContain(refusal);
  });

  test('a dispatch without a run looks for what got lost, and finds nothing the second time', async () => {
    const scene = await notStarted();
    expect((await botComments(scene)).map((each) => each.body)).toEqual([
      expect.stringContaining('The run is accepted, but GitHub does not start its workflow.'),
    ]);
    expect(await scene.triggers()).toHaveLength(1);
    expect(await scene.record()).toBeNull();

    await look(scene);
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', shifts: 1 });
    const before = scene.jobs().length;
    await look(scene);
    await scene.settled();
    expect(scene.jobs()).toHaveLength(before + 1);
    expect(await scene.records()).toHaveLength(1);
  });

  test("the workflow's schedule looks as well, unless an App does", async () => {
    const scene = await notStarted();
    const { actions } = stage.world;
    const [fired = 0] = await actions.fireSchedule(scene.fullName, '17 */6 * * *');
    expect(await scene.untilOver()).toMatchObject({ status: 'finished', shifts: 1 });
    expect(actions.run(fired)?.conclusion).toBe('success');
    actions.setVariable(scene.fullName, 'PITBOSS_APP', 'true');
    const [spared = 0] = await actions.fireSchedule(scene.fullName, '17 */6 * * *');
    await scene.settled();
    expect(actions.run(spared)?.conclusion).toBe('skipped');
  });

  test('a run whose machine was lost goes on at the next command, even at one that only reads', async () => {
    const { scene } = await stopInPhaseTwo(stage, {}, 'none');
    const lost = holder(await scene.record());
    stage.world.actions.killRunner(lost);
    stage.world.actions.concludeLost(lost);
    await scene.settled();
    expect(await scene.record()).toMatchObject({ status: 'running', completed: ['01'], shifts: 1 });
    await scene.comment('/pitboss status');
    expect(await scene.untilOver()).toMatchObject({ status: 'finished', completed: ['01', '02'], shifts: 2 });
  });

  test('a run whose configuration broke before it began fails its job and says so once; corrected, rebuy starts it', async () => {
    const scene = await notStarted();
    const config = (await scene.fileAt('main', '.github/pitboss.yml')) ?? '';
    await scene.commitFile('.github/pitboss.yml', `${config}queue:\n  concurrent_runs: 0\n`);
    for (const times of [1, 2]) {
      await look(scene);
      await scene.settled();
      const shifts = scene.jobs().filter((job) => job.title !== 'Pitboss command');
      expect(shifts.map((job) => job.conclusion)).toEqual(Array.from({ length: times }, () => 'failure'));
    }
    const told = (await botComments(scene)).filter((each) => each.body.includes('pitboss:declined:v1'));
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toMatch(/concurrent.*_runs/);
    const [, rebuy = 'none'] = /`(\/pitboss rebuy \S+)`/.exec(told[0]?.body ?? '') ?? [];
    await scene.commitFile('.github/pitboss.yml', config);
    await scene.comment(rebuy);
    expect(await scene.untilOver()).toMatchObject({ status: 'finished', completed: ['01'] });
  });
});
