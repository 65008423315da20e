import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type App, createApp } from '../../src/app/create-app.js';
import { systemClock } from '../../src/base/system-clock.js';
import { readConfig, readPlan } from '../../src/commands/document-readers.js';
import { restInbox } from '../../src/ledger/rest-inbox.js';
import { PLAN } from '../commands/fake-github.js';
import { DEMO, startWorld, type World } from '../local-github/helpers.js';

let world: World;
let dispatches: unknown[];
const apps: App[] = [];

beforeEach(async () => {
  world = await startWorld();
  world.hub.installApp('octo/demo');
  dispatches = [];
  const runs = '/repos/:owner/:repo/actions/workflows/:id';
  world.hub.server.route('POST', `${runs}/dispatches`, async ({ body }) => {
    dispatches.push(body);
    return { status: 200, body: { workflow_run_id: dispatches.length } };
  });
  world.hub.server.route('GET', `${runs}/runs`, async () => ({
    status: 200,
    body: {
      workflow_runs: dispatches.map((body, index) => ({
        id: index + 1,
        status: 'queued',
        display_title: JSON.stringify(body),
      })),
    },
  }));
  world.hub.server.route('GET', '/repos/:owner/:repo/actions/runs/:id', async ({ params }) => ({
    status: 200,
    body: { id: Number(params.id), status: 'queued' },
  }));
});

afterEach(async () => {
  for (const app of apps.splice(0)) {
    await app.stop(0);
  }
  await world.close();
});

async function startApp(): Promise<{ readonly app: App; readonly url: string }> {
  const { id, privateKey, webhookSecret } = world.hub.app;
  const app = await createApp({
    settings: {
      appId: String(id),
      privateKey,
      secret: webhookSecret,
      baseUrl: world.hub.url,
      host: '127.0.0.1',
      port: 0,
      webhookPath: '/api/github/webhooks',
      logLevel: 'fatal',
      logFormat: 'json',
      reconcileMs: 300_000,
    },
    clock: systemClock,
    openInbox: (octokit, { owner, repo }, branch) =>
      restInbox({ octokit, owner, repo, branch, clock: systemClock, random: () => 0.5 }),
    readConfig,
    readPlan,
  });
  apps.push(app);
  return { app, url: (await app.start()).url };
}

async function triggers(): Promise<readonly string[]> {
  const { git } = world.hub.server;
  const tip = await git.resolve('octo/demo', 'pitboss/ledger');
  return tip === null ? [] : git.list('octo/demo', tip, 'triggers');
}

async function askToPlay(): Promise<void> {
  const issue = await world.owner.issues.create({ ...DEMO, title: 'Build it', body: PLAN });
  await world.owner.issues.createComment({ ...DEMO, issue_number: issue.data.number, body: '/pitboss play' });
}

describe('the app with a GitHub', () => {
  test('a comment becomes one trigger and one dispatch: reaction first, no comment', async () => {
    const { app, url } = await startApp();
    await app.idle();
    world.hub.setWebhookUrl(`${url}/api/github/webhooks`);
    const before = world.hub.routeLog.length;
    await askToPlay();
    await world.hub.idle();
    await app.idle();
    expect(await triggers()).toHaveLength(1);
    expect(dispatches).toHaveLength(1);
    const writes = world.hub.routeLog
      .slice(before)
      .filter((entry) => entry.caller.startsWith('installation') && entry.method !== 'GET')
      .map((entry) => entry.path);
    expect(writes[0]).toMatch(/reactions$/);
    expect(writes.at(-1)).toMatch(/dispatches$/);
    expect(writes.filter((path) => path.endsWith('/comments'))).toEqual([]);
    expect(world.hub.unknownRoutes).toEqual([]);
  });

  test('a comment that nobody delivered is found at the start, and only once by two processes', async () => {
    await askToPlay();
    const { app } = await startApp();
    await app.reconcile();
    await app.idle();
    const { app: other } = await startApp();
    await other.reconcile();
    await other.idle();
    expect(await triggers()).toHaveLength(1);
    expect(dispatches).toHaveLength(1);
  });

  test('the label pitboss:grind becomes one trigger and one dispatch, also when it is delivered again', async () => {
    const path = '.pitboss/grind/prompts/lint.md';
    const content = Buffer.from('---\nname: lint\ndescription: Lint\nmax_runs: 1\n---\n\nFix one finding.\n').toString(
      'base64',
    );
    await world.owner.repos.createOrUpdateFileContents({ ...DEMO, path, message: 'a prompt', content });
    const { app, url } = await startApp();
    await app.idle();
    const { data: issue } = await world.owner.issues.create({ ...DEMO, title: 'Tidy up' });
    world.hub.setWebhookUrl(`${url}/api/github/webhooks`);
    const issue_number = issue.number;
    await world.owner.issues.addLabels({ ...DEMO, issue_number, labels: ['pitboss:grind', 'unrelated'] });
    await world.hub.idle();
    await app.idle();
    const delivery = world.hub.deliveries.find(({ event, action }) => event === 'issues' && action === 'labeled');
    await fetch(`${url}/api/github/webhooks`, {
      method: 'POST',
      headers: { ...delivery?.requestHeaders },
      body: delivery?.requestBody ?? '',
    });
    await app.idle();
    expect(await triggers()).toHaveLength(1);
    expect(dispatches).toHaveLength(1);
    const { data: after } = await world.owner.issues.get({ ...DEMO, issue_number });
    expect(after.labels).toHaveLength(2);
    expect(after.comments).toBe(0);
    expect(world.hub.unknownRoutes).toEqual([]);
  });
});
