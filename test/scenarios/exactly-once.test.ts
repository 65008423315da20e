import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AppProcess } from '../../src/demo/world.js';
import type { Delivery } from '../../src/local-github/index.js';
import { botComments, planOf } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  const { unknownRoutes } = stage.world.github;
  await stage.close();
  expect(unknownRoutes).toEqual([]);
});

function deliveryOf(comment: number): Delivery | null {
  const { deliveries } = stage.world.github;
  return (
    deliveries.find((each) => each.event === 'issue_comment' && each.requestBody.includes(`"id":${comment},`)) ?? null
  );
}

/** The same signed request once more, to another process of the App. */
async function copyTo(app: AppProcess, delivery: Delivery): Promise<number> {
  const { requestHeaders: headers, requestBody: body } = delivery;
  return (await fetch(`${app.url}/api/github/webhooks`, { method: 'POST', headers, body })).status;
}

/** Waits until a process has dealt with a comment so many times: it says so after each. */
async function handled(app: AppProcess, comment: number, times: number): Promise<void> {
  const said = new RegExp(`"comment":${comment},"outcome":`, 'g');
  await until(
    `comment ${comment} is dealt with`,
    () => ((app.output().match(said) ?? []).length >= times ? true : null),
    app.output,
  );
}

async function expectOne(scene: Scene): Promise<void> {
  expect(await scene.triggers()).toHaveLength(1);
  expect(await scene.records()).toMatchObject([{ status: 'finished', completed: ['01'], shifts: 1 }]);
  expect(await scene.pulls()).toHaveLength(1);
  const said = await botComments(scene);
  expect(said.filter((each) => each.body.includes('pitboss:status'))).toHaveLength(1);
  expect(said).toHaveLength(2);
}

describe('each command once', () => {
  test('delivered again, to two processes of the App, and to the event job as well', async () => {
    const first = stage.app();
    const second = await stage.startApp();
    const scene = await stage.scene({ plan: 1, app: 'beside' });
    const command = await scene.comment('/pitboss play');
    const delivery = await until('the comment is delivered', () => deliveryOf(command));
    expect(await copyTo(first, delivery)).toBe(200);
    const attempts = `POST /app/hook/deliveries/${delivery.id}/attempts`;
    await stage.asApp().request(attempts);
    await scene.untilOver();
    await stage.asApp().request(attempts);
    expect(await copyTo(second, delivery)).toBe(200);
    await handled(first, command, 1);
    await handled(second, command, 4);
    await scene.settled();
    expect(stage.world.github.deliveries.filter((each) => each.guid === delivery.guid)).toHaveLength(3);
    expect(scene.jobs().map((job) => job.event)).toContain('issue_comment');
    await expectOne(scene);
  });

  test('the App dies right after its 2xx; started again, it finds the command and acts on it', async () => {
    const { faults } = stage.world.github;
    const scene = await stage.scene({ plan: 1 });
    faults.add({ path: new RegExp(`^/repos/${scene.fullName}$`), mode: 'hang', times: 100 });
    faults.add({ path: new RegExp(`^/repos/${scene.fullName}/.*/reactions$`), mode: 'hang', times: 100 });
    const command = await scene.comment('/pitboss play');
    await until('the App has acknowledged and is at work', () => {
      const hanging = stage.world.github.routeLog.some((entry) => entry.path === `/repos/${scene.fullName}`);
      return hanging && deliveryOf(command)?.statusCode === 200 ? true : null;
    });
    await stage.app().stop('SIGKILL');
    faults.clear();
    expect(await scene.triggers()).toEqual([]);
    await stage.startApp();
    await scene.untilOver();
    await expectOne(scene);
    expect(await scene.reactions(command)).toEqual(['eyes', 'rocket']);
  });

  test('the App dies between trigger and dispatch; started again, it dispatches', async () => {
    const { faults } = stage.world.github;
    const scene = await stage.scene({ plan: 1 });
    faults.add({ path: new RegExp(`^/repos/${scene.fullName}/.*/dispatches$`), mode: 'hang', times: 100 });
    await scene.comment('/pitboss play');
    await until('the trigger is written and the dispatch hangs', async () =>
      (await scene.triggers()).length === 1 &&
      faults.pending > 0 &&
      scene.apiCalls().at(-1)?.path.endsWith('/dispatches')
        ? true
        : null,
    );
    await stage.app().stop('SIGKILL');
    faults.clear();
    await stage.startApp();
    await scene.untilOver();
    await expectOne(scene);
  });

  test('a delivery that comes late does not use what the issue became in between', async () => {
    const { github } = stage.world;
    const scene = await stage.scene({ plan: 1 });
    const [owner = '', repo = ''] = scene.fullName.split('/');
    // The App is away when the comment is written; its delivery comes late, with the text as it was.
    github.setWebhookUrl('http://127.0.0.1:1/');
    const command = await scene.comment('/pitboss play');
    await github.idle();
    github.setWebhookUrl(`${stage.app().url}/api/github/webhooks`);
    await scene.owner.octokit.rest.issues.update({ owner, repo, issue_number: scene.issue, body: planOf(4) });
    const lost = deliveryOf(command);
    expect(lost).toMatchObject({ statusCode: 0 });
    await stage.asApp().request(`POST /app/hook/deliveries/${lost?.id ?? 0}/attempts`);
    const { reaction, answer } = await scene.verdict(command);
    expect(reaction).toBe('-1');
    expect(answer).toContain('was edited after your command');
    expect(await scene.triggers()).toEqual([]);
  });
});
