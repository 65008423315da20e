import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sha256 } from '../../src/base/digest.js';
import type { RunRecord } from '../../src/run/record.js';
import { planOf } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

/** The run that plans, once nobody holds it and it has got so far. */
const planned = (scene: Scene, reached: (record: RunRecord) => boolean): Promise<RunRecord> =>
  until('the planning has got so far', async () => {
    const record = (await scene.records()).find(({ kind }) => kind === 'plan');
    return record !== undefined && record.lease === null && reached(record) ? record : null;
  });
const drafts = (count: number) => (record: RunRecord) =>
  record.planning?.step === 'review' && record.planning.drafts === count;

const usage = { input: 10, output: 1, usd: 0.25 };
const step = (unit: string, text: string) => ({ when: { role: 'planner', unit }, output: [text], usage });
const DRAFTS = [planOf(1), planOf(2)] as const;

test('an issue is planned with an interview, revised, approved, and the plan carried out', async () => {
  const scene = await stage.scene({
    plan: 'Count the words of a file.',
    script: {
      steps: [
        step('plan/questions', '1. Which words?\n2. How fast?'),
        { ...step('plan/draft-1', `Here it is:\n\n${DRAFTS[0]}`), edits: [{ path: 'mess.txt', content: 'x' }] },
        step('plan/draft-2', DRAFTS[1]),
      ],
    },
  });
  const asked = await scene.comment('/pitboss plan --interview');
  expect(await scene.untilOver('waiting')).toMatchObject({ kind: 'plan', planning: { step: 'answers' } });
  const [questions] = (await scene.comments()).filter(({ author }) => author !== scene.owner.login);
  expect(questions?.body).toMatch(/1\. Which words\?\n2\. How fast\?[\s\S]*\/pitboss answer/);
  expect(await scene.reactions(asked)).toContain('rocket');

  await scene.comment('/pitboss answer\n2. Very.');
  const drafted = await planned(scene, drafts(1));
  expect(drafted).toMatchObject({ plan_sha256: sha256(DRAFTS[0]), planning: { step: 'review', answers: '2. Very.' } });

  const early = await scene.comment('/pitboss play');
  expect((await scene.verdict(early)).answer).toContain('no draft of it is approved');

  await scene.comment('/pitboss revise One more phase.');
  const revised = await planned(scene, drafts(2));
  expect(revised).toMatchObject({ plan_sha256: sha256(DRAFTS[1]), planning: { drafts: 2, revisions: 1 } });
  expect(await scene.refs('heads/pitboss/play')).toEqual([]);

  const stale = await scene.comment(`/pitboss approve ${drafted.plan_sha256.slice(0, 12)}`);
  expect((await scene.verdict(stale)).answer).toContain('it changed after you read it');

  await scene.comment(`/pitboss approve ${revised.plan_sha256.slice(0, 12)}\n/pitboss play`);
  const plan = await planned(scene, ({ status }) => status === 'finished');
  await scene.recorded(2);
  const play = await scene.untilOver('finished');
  expect(plan).toMatchObject({
    kind: 'plan',
    status: 'finished',
    approval: { by: scene.owner.login },
    usage: { by_role: { planner: { usd: 0.75, dispatches: 3 } }, unsettled_usd: 0 },
  });
  expect(play).toMatchObject({
    kind: 'play',
    status: 'finished',
    completed: ['01', '02'],
    plan_sha256: revised.plan_sha256,
    approval: { plan_sha256: revised.plan_sha256, base_sha: plan.base.sha, by: scene.owner.login },
  });
  expect(await scene.fileAt(play.branch, 'mess.txt')).toBeNull();
  const ofThePlan = (await scene.comments()).filter(({ body }) => body.includes(`run=${plan.run_id}`));
  expect(ofThePlan).toHaveLength(2);
});
