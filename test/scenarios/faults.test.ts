import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { botComments } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => {
  expect(stage.world.github.faults.pending).toBe(0);
  expect(stage.world.github.unknownRoutes).toEqual([]);
});
afterAll(() => stage.close());

const SECONDARY = {
  status: 403,
  headers: { 'retry-after': '1' },
  body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
};

async function expectWhole(scene: Scene): Promise<void> {
  const record = await scene.untilOver();
  expect(record).toMatchObject({ status: 'finished', completed: ['01', '02'], lease: null });
  expect(await scene.commits(record)).toHaveLength(2);
  expect(await scene.pulls()).toMatchObject([{ state: 'open', draft: false }]);
  const said = await botComments(scene);
  expect(said.map((each) => /pitboss:(status|end):/.exec(each.body)?.[1])).toEqual(['status', 'end']);
  expect(said[0]?.body).toContain('Finished');
  expect(await scene.checks(record.head_sha)).toEqual([{ name: 'pitboss', conclusion: 'success' }]);
}

describe('GitHub fails for a moment', () => {
  test('comments are written and reported as failed, edits hit the secondary limit, a pull request fails', async () => {
    const { faults } = stage.world.github;
    const scene = await stage.scene();
    const at = `^/repos/${scene.fullName}`;
    await scene.comment('/pitboss play');
    faults.add({
      method: 'POST',
      path: new RegExp(`${at}/issues/${scene.issue}/comments$`),
      status: 502,
      mode: 'after',
      times: 2,
    });
    faults.add({ method: 'PATCH', path: new RegExp(`${at}/issues/comments/\\d+$`), ...SECONDARY });
    faults.add({ method: 'POST', path: new RegExp(`${at}/pulls$`), status: 500 });
    await expectWhole(scene);
  });

  test('the pull request is opened, but the answer gets lost; so do a push and a dispatch', async () => {
    const { faults } = stage.world.github;
    const scene = await stage.scene();
    const at = `^/repos/${scene.fullName}`;
    faults.add({ method: 'POST', path: new RegExp(`${at}/pulls$`), mode: 'drop-after' });
    faults.add({ method: 'POST', path: new RegExp(`^/${scene.fullName}\\.git/git-receive-pack$`), status: 503 });
    faults.add({ method: 'POST', path: new RegExp(`${at}/actions/workflows/.*/dispatches$`), mode: 'drop-after' });
    faults.add({ method: 'PUT', path: new RegExp(`${at}/contents/triggers`), status: 502, mode: 'after' });
    await scene.comment('/pitboss play');
    await expectWhole(scene);
    expect(await scene.triggers()).toHaveLength(1);
    expect(await scene.records()).toHaveLength(1);
  });
});
