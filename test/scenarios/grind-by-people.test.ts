import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scene, SceneOptions } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

/** The workflow's own job takes everything up; test/app has the App's side. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ app: false });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const CRON = '17 */6 * * *';

function promptFile(name: string, more = 'max_runs: 1\n'): string {
  return `---\nname: ${name}\ndescription: What ${name} is for\n${more}---\n\nDo ${name}.\n`;
}

/** A repository with two prompts, of which each has one session in a run; `nightly` knows one of them. */
async function grindScene(options: SceneOptions = {}): Promise<Scene> {
  const scene = await stage.scene({
    app: 'none',
    plan: 'Tidy up.',
    ...options,
    files: {
      '.pitboss/grind/prompts/docs.md': promptFile('docs'),
      '.pitboss/grind/prompts/lint.md': promptFile('lint'),
      '.pitboss/grind/rotations/nightly.yml': 'prompts:\n  - name: lint\n',
      ...options.files,
    },
  });
  stage.world.github.settings(scene.fullName).actionsMayCreatePulls = true;
  return scene;
}

/** What a run of one session of `lint` leaves: a commit on its branch, and a pull request for it. */
async function expectNightly(scene: Scene): Promise<void> {
  const record = await scene.untilOver();
  expect(record).toMatchObject({
    kind: 'grind',
    status: 'finished',
    grind: { rotation: 'nightly', counts: { ok: 1 } },
  });
  expect((await scene.commits(record)).map(({ subject }) => subject)).toEqual([
    `[pitboss/grind] lint session-0001 (${record.run_id})`,
  ]);
  expect(await scene.pulls()).toMatchObject([{ head: `pitboss/grind/${record.run_id}`, base: 'main' }]);
  expect(await scene.triggers()).toHaveLength(1);
}

const at = (scene: Scene) => {
  const [owner = '', repo = ''] = scene.fullName.split('/');
  return { owner, repo };
};

describe('a grind run on GitHub', () => {
  test('begins with a comment, works every prompt off, and ends with one pull request and two comments', async () => {
    const scene = await grindScene();
    const command = await scene.comment('/pitboss grind');
    const record = await scene.untilOver();
    expect(record).toMatchObject({
      kind: 'grind',
      status: 'finished',
      issue: scene.issue,
      grind: { counts: { ok: 2 } },
    });
    expect((await scene.commits(record)).map(({ subject }) => subject)).toEqual([
      `[pitboss/grind] docs session-0001 (${record.run_id})`,
      `[pitboss/grind] lint session-0002 (${record.run_id})`,
    ]);
    expect(await scene.pulls()).toHaveLength(1);
    expect(await scene.reactions(command)).toEqual(['eyes', 'rocket']);
    expect(await scene.comments()).toHaveLength(3);
  });

  test('begins with a label of somebody who may, and with nobody else’s', async () => {
    const scene = await grindScene();
    const where = { ...at(scene), issue_number: scene.issue };
    const guest = scene.person('guest', 'triage');
    await guest.octokit.rest.issues.addLabels({ ...where, labels: ['pitboss:grind/nightly'] });
    await scene.settled();
    expect(await scene.triggers()).toEqual([]);
    expect((await scene.comments()).map(({ body }) => body)).toEqual([
      expect.stringContaining('needs the permission **write**'),
    ]);
    await scene.owner.octokit.rest.issues.removeLabel({ ...where, name: 'pitboss:grind/nightly' });
    await scene.owner.octokit.rest.issues.addLabels({ ...where, labels: ['pitboss:grind/nightly'] });
    await expectNightly(scene);
  });

  test('begins with a schedule, also where an App takes commands up', async () => {
    const workflow = (await stage.scene({ app: 'none' })).fileAt('main', '.github/workflows/pitboss.yml');
    const night = '0 3 * * *';
    const text = ((await workflow) ?? '').replace(
      `    - cron: '${CRON}'\n`,
      `    - cron: '${CRON}'\n    - cron: '${night}'\n`,
    );
    const scene = await grindScene({
      config: { grind: { schedules: [{ cron: night, rotation: 'nightly' }] } },
      files: { '.github/workflows/pitboss.yml': text },
    });
    const { actions } = stage.world;
    actions.setVariable(scene.fullName, 'PITBOSS_APP', 'true');
    const [fired = 0] = await actions.fireSchedule(scene.fullName, night);
    await expectNightly(scene);
    expect(actions.run(fired)?.conclusion).toBe('success');
    expect(await scene.comments()).toEqual([]);
  });

  test('begins with a command that is given to the workflow; one that cannot be carried out fails its job', async () => {
    const scene = await grindScene();
    const dispatch = (command: string) =>
      scene.owner.octokit.rest.actions.createWorkflowDispatch({
        ...at(scene),
        workflow_id: 'pitboss.yml',
        ref: 'main',
        inputs: { command },
      });
    const folder = await stage.folder();
    await dispatch(`grind --rotation "$(touch ${folder}/ran)"`);
    await scene.settled();
    expect(await readdir(folder)).toEqual([]);
    expect(scene.jobs().map(({ conclusion }) => conclusion)).toEqual(['failure']);
    await dispatch('grind --rotation nightly');
    await expectNightly(scene);
  });
});

describe('a grind run at work', () => {
  test('begins no further session after pause, and goes on after rebuy, beyond a budget when that brings a larger one', async () => {
    const gate = await stage.gate();
    const edits = [{ path: 'work/docs.txt', content: 'docs\n' }];
    const scene = await grindScene({
      script: { steps: [{ when: { role: 'implementer', unit: 'session/0001-docs' }, edits, run: gate.run }] },
      config: { grind: { budgets: { max_iterations: 1 } } },
    });
    await scene.comment('/pitboss grind');
    await gate.arrived();
    const pause = await scene.comment('/pitboss pause');
    await until('the pause is on the ledger', async () => ((await scene.triggers()).length === 2 ? true : null));
    await gate.open();
    const paused = await scene.untilOver('waiting');
    expect(paused).toMatchObject({ wait: { code: 'paused' }, grind: { counts: { ok: 1 } } });
    expect(await scene.reactions(pause)).toEqual(['eyes', 'rocket']);
    await scene.comment('/pitboss rebuy');
    expect((await scene.untilOver('halted')).halt?.code).toBe('budget_exceeded');
    await scene.comment('/pitboss rebuy --max-iterations 5');
    expect((await scene.untilOver('finished')).grind?.counts).toEqual({ ok: 2 });
    expect(await scene.pulls()).toHaveLength(1);
  });
});
