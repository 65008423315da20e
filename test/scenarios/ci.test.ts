import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const CI = `on:
  push:
    branches: ['pitboss/play/**']
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - run: 'true'
`;

/** Commits of the run for which the project's own CI was started by a push, and all of its commits. */
async function started(ci: 'at-end' | 'every-phase') {
  const files = { '.github/workflows/ci.yml': CI };
  const scene = await stage.scene({ plan: 2, config: { git: { ci } }, files });
  await scene.comment('/pitboss play');
  const record = await scene.untilOver();
  await scene.settled();
  const pushes = scene.jobs().filter((job) => job.event === 'push');
  const shas = new Set(pushes.map((job) => job.headSha));
  const commits = (await scene.commits(record)).map((commit) => commit.sha);
  return { onBase: shas.has(record.base.sha), on: commits.map((sha) => shas.has(sha)) };
}

test("git.ci at-end: the project's CI starts for the last phase only", async () => {
  expect(await started('at-end')).toEqual({ onBase: false, on: [false, true] });
});

test('git.ci every-phase: it starts for each of them', async () => {
  expect(await started('every-phase')).toEqual({ onBase: true, on: [true, true] });
});
