import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { ApplicationFunction } from 'probot';
import { createNodeMiddleware, Probot, ProbotOctokit } from 'probot';
import type { World } from './helpers.js';
import { client, DEMO, failure, pushTopic, QUIET, startReceiver, startWorld } from './helpers.js';

let world: World;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  world = await startWorld();
  world.hub.installApp('octo/demo');
});
afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
  await world.close();
});

async function receiver(status?: () => number): ReturnType<typeof startReceiver> {
  const made = await startReceiver(status);
  closers.push(made.close);
  world.hub.setWebhookUrl(made.url);
  return made;
}

function clientWith(appId: number, privateKey: string): Octokit {
  return new Octokit({ baseUrl: world.hub.url, log: QUIET, authStrategy: createAppAuth, auth: { appId, privateKey } });
}

function asApp(): Octokit {
  const { id, privateKey } = world.hub.app;
  return clientWith(id, privateKey);
}

describe('webhooks', () => {
  test('are signed, carry all headers, the installation, the repository and the sender', async () => {
    const { received } = await receiver();
    await world.owner.issues.create({ ...DEMO, title: 'plan' });
    await world.hub.idle();
    const [delivery] = received;
    const body = delivery?.body ?? '';
    const signature = createHmac('sha256', world.hub.app.webhookSecret).update(body).digest('hex');
    expect(delivery?.headers).toMatchObject({
      'x-github-event': 'issues',
      'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'x-hub-signature-256': `sha256=${signature}`,
      'x-github-hook-id': expect.stringMatching(/^\d+$/),
      'x-github-hook-installation-target-id': String(world.hub.app.id),
      'x-github-hook-installation-target-type': 'integration',
    });
    expect(JSON.parse(body)).toMatchObject({
      action: 'opened',
      installation: { id: world.hub.app.installationId },
      repository: { full_name: 'octo/demo', owner: { login: 'octo' } },
      sender: { login: 'octo', type: 'User' },
    });
  });

  test('every delivery has a GUID of its own, also many at once', async () => {
    const { received } = await receiver();
    await Promise.all(Array.from({ length: 30 }, (_, n) => world.owner.issues.create({ ...DEMO, title: `t${n}` })));
    await world.hub.idle();
    expect(received).toHaveLength(30);
    expect(new Set(received.map(({ headers }) => headers['x-github-delivery'])).size).toBe(30);
  });

  test('a failed one can be found and delivered again with the same GUID', async () => {
    let status = 500;
    const { received } = await receiver(() => status);
    await world.owner.issues.create({ ...DEMO, title: 'plan' });
    await world.hub.idle();
    status = 200;
    const app = asApp();
    const before = await app.apps.listWebhookDeliveries();
    expect(before.data).toMatchObject([{ status_code: 500, event: 'issues', action: 'opened', redelivery: false }]);
    await app.apps.redeliverWebhookDelivery({ delivery_id: before.data[0]?.id ?? 0 });
    await world.hub.idle();
    const after = await app.apps.listWebhookDeliveries();
    expect(after.data.map((each) => [each.redelivery, each.status_code])).toEqual([
      [true, 200],
      [false, 500],
    ]);
    expect(received[1]?.headers['x-github-delivery']).toBe(received[0]?.headers['x-github-delivery']);
    expect(received[1]?.body).toBe(received[0]?.body);
    const one = await app.apps.getWebhookDelivery({ delivery_id: after.data[0]?.id ?? 0 });
    expect(one.data.request.payload).toMatchObject({ action: 'opened' });
  });

  test('only events the App subscribed to are sent', async () => {
    const narrow = await startWorld({ appEvents: ['issue_comment'] });
    closers.push(() => narrow.close());
    narrow.hub.installApp('octo/demo');
    narrow.hub.setWebhookUrl((await receiver()).url);
    const { data } = await narrow.owner.issues.create({ ...DEMO, title: 'plan' });
    await narrow.owner.issues.createComment({ ...DEMO, issue_number: data.number, body: 'x' });
    await narrow.hub.idle();
    expect(narrow.hub.deliveries.map(({ event, statusCode }) => [event, statusCode])).toEqual([['issue_comment', 200]]);
  });

  test('an App that is down or not installed is no reason to fail', async () => {
    world.hub.setWebhookUrl('http://127.0.0.1:9/nothing');
    await world.owner.issues.create({ ...DEMO, title: 'plan' });
    await world.hub.createRepository({ owner: 'octo', name: 'other' });
    await world.owner.issues.create({ owner: 'octo', repo: 'other', title: 'unheard' });
    await world.hub.idle();
    expect(world.hub.deliveries.map(({ statusCode }) => statusCode)).toEqual([0]);
    expect(world.events).toHaveLength(2);
  });
});

describe('the App', () => {
  test('mints tokens, narrowed by permission and repository, and acts as its bot', async () => {
    const app = asApp();
    const installation = await app.apps.getRepoInstallation(DEMO);
    const permissions = { issues: 'write' } as const;
    const mint = { installation_id: installation.data.id, repositories: ['demo'], permissions };
    const { data } = await app.apps.createInstallationAccessToken(mint);
    const bot = client(world.hub, data.token);
    const { data: issue } = await bot.issues.create({ ...DEMO, title: 'by the bot' });
    expect(issue.user).toMatchObject({ login: 'pitboss[bot]', type: 'Bot' });
    expect(world.events.at(-1)).toMatchObject({ via: 'app', actor: 'pitboss[bot]' });
    const { sha } = await pushTopic(world);
    const refused = failure(bot.git.createRef({ ...DEMO, ref: 'refs/heads/x', sha }));
    expect(await refused).toMatchObject({ status: 403 });
    const tooMuch = { ...mint, permissions: { administration: 'write' } } as const;
    expect(await failure(app.apps.createInstallationAccessToken(tooMuch))).toMatchObject({ status: 422 });
    expect((await bot.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
    await bot.apps.revokeInstallationAccessToken();
    expect(await failure(bot.repos.get(DEMO))).toMatchObject({ status: 401 });
  });

  test('an assertion with another key is refused', async () => {
    const other = await startWorld();
    closers.push(() => other.close());
    const impostor = clientWith(world.hub.app.id, other.hub.app.privateKey);
    expect(await failure(impostor.apps.getAuthenticated())).toMatchObject({ status: 401 });
  });

  test('a Probot program hears a comment and reacts to it', async () => {
    const { id: appId, privateKey, webhookSecret: secret } = world.hub.app;
    const calm = ProbotOctokit.defaults((options: object) => ({
      ...options,
      retry: { enabled: false },
      throttle: { enabled: false },
    }));
    const probot = new Probot({
      appId,
      privateKey,
      secret,
      baseUrl: world.hub.url,
      logLevel: 'fatal',
      Octokit: calm,
    });
    await serve(probot, (app) => {
      app.on('issue_comment.created', async (context) => {
        const react = { comment_id: context.payload.comment.id, content: 'eyes' } as const;
        await context.octokit.rest.reactions.createForIssueComment(context.repo(react));
      });
    });
    const { data: issue } = await world.owner.issues.create({ ...DEMO, title: 'plan' });
    const comment = { ...DEMO, issue_number: issue.number, body: '/pitboss play' };
    const { data } = await world.writer.issues.createComment(comment);
    await world.hub.idle();
    const reactions = await world.owner.reactions.listForIssueComment({ ...DEMO, comment_id: data.id });
    expect(reactions.data).toMatchObject([{ content: 'eyes', user: { login: 'pitboss[bot]' } }]);
    expect(world.hub.unknownRoutes).toEqual([]);
  });
});

async function serve(probot: Probot, app: ApplicationFunction): Promise<void> {
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: '/' });
  const server = createServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  world.hub.setWebhookUrl(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`);
}
