import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { botComments } from './props.js';
import { openStage, type Stage } from './stage.js';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ app: false });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

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
    const scene = await stage.scene({ app: 'none', plan: 1 });
    const [owner = '', repo = ''] = scene.fullName.split('/');
    const fault = new RegExp(`^/repos/${scene.fullName}/actions/workflows/.*/dispatches$`);
    stage.world.github.faults.add({ method: 'POST', path: fault, status: 404 });
    await scene.comment('/pitboss play');
    await scene.settled();
    expect((await botComments(scene)).map((each) => each.body)).toEqual([
      expect.stringContaining('The run is accepted, but GitHub does not start its workflow.'),
    ]);
    expect(await scene.triggers()).toHaveLength(1);
    expect(await scene.record()).toBeNull();

    const look = (): Promise<unknown> =>
      scene.owner.octokit.rest.actions.createWorkflowDispatch({ owner, repo, workflow_id: 'pitboss.yml', ref: 'main' });
    await look();
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', shifts: 1 });
    const before = scene.jobs().length;
    await look();
    await scene.settled();
    expect(scene.jobs()).toHaveLength(before + 1);
    expect(await scene.records()).toHaveLength(1);
  });
});
