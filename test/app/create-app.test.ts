import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { type App, createApp } from '../../src/app/create-app.js';
import { readConfig, readPlan } from '../../src/commands/document-readers.js';
import { runIdFor } from '../../src/run/ids.js';
import { AT, createHub, type Hub, PLAN, portsOf } from '../commands/fake-github.js';
import { steppedClock } from '../github/stepped-clock.js';
import { mockGithub } from '../support/mock-github.js';

const API = 'https://api.github.test';
const SECRET = 's3cret';
const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const RUN = runIdFor(AT, '100-0');

let app: App | null = null;

async function startApp(hub: Hub, baseUrl = API): Promise<string> {
  app = await createApp({
    settings: {
      appId: '1',
      privateKey: PRIVATE_KEY,
      secret: SECRET,
      baseUrl,
      host: '127.0.0.1',
      port: 0,
      webhookPath: '/api/github/webhooks',
      logLevel: 'fatal',
      logFormat: 'json',
      reconcileMs: 300_000,
    },
    clock: steppedClock(Date.parse(AT) + 1000),
    openInbox: (_octokit, _place, branch) => portsOf(hub).inbox(branch),
    readConfig,
    readPlan,
  });
  return (await app.start()).url;
}

function payload() {
  const user = { login: 'ann', id: 55, type: 'User' };
  return {
    action: 'created',
    installation: { id: 9 },
    repository: { name: 'r', full_name: 'o/r', owner: { login: 'o' } },
    issue: { number: 3, title: 'Build it', body: PLAN },
    comment: { id: 100, body: '/pitboss play', created_at: AT, updated_at: AT, html_url: 'u', user },
    sender: user,
  };
}

async function deliver(url: string, body: string, signature?: string): Promise<number> {
  const good = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const response = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issue_comment',
      'x-github-delivery': 'd-1',
      'x-hub-signature-256': signature ?? good,
    },
    body,
  });
  await response.text();
  return response.status;
}

/** Everything GitHub is asked for one accepted `play`; answers as often as it is asked. */
function serveRepository(dispatches: unknown[], comments: unknown[]): void {
  const github = nock(API).persist();
  const token = { token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z', permissions: {} };
  github.post('/app/installations/9/access_tokens').reply(201, token);
  github.get('/repos/o/r').reply(200, { default_branch: 'main', private: false, html_url: 'h', clone_url: 'c' });
  github.get('/repos/o/r/collaborators/ann/permission').reply(200, { permission: 'write' });
  github.get('/repos/o/r/git/ref/heads/main').reply(200, { object: { sha: 'base-sha' } });
  github.get(/contents/).reply(404, { message: 'Not Found' });
  const issue = { number: 3, title: 'Build it', body: PLAN, updated_at: AT, user: { login: 'ann', id: 55 } };
  github.get('/repos/o/r/issues/3').reply(200, issue);
  github.get('/repos/o/r/issues/3/comments').query(true).reply(200, []);
  github.get('/repos/o/r/issues/comments').query(true).reply(200, comments);
  github.post('/repos/o/r/issues/comments/100/reactions').reply(201, { id: 1 });
  github.get(/actions\/workflows\/pitboss.yml\/runs/).reply(200, { workflow_runs: [] });
  github.get(/actions\/runs\/77/).reply(200, { id: 77, status: 'queued' });
  github.post('/repos/o/r/actions/workflows/pitboss.yml/dispatches').reply((_uri, body) => {
    dispatches.push(body);
    return [200, { workflow_run_id: 77 }];
  });
}

function serveInstallations(repositories: readonly unknown[]): void {
  nock(API)
    .persist()
    .get('/app/installations')
    .query(true)
    .reply(200, repositories.length === 0 ? [] : [{ id: 9 }]);
  nock(API).persist().get('/installation/repositories').query(true).reply(200, { repositories });
}

// Persistent answers serve whoever asks; not every test needs each of them.
mockGithub({ allow: '127.0.0.1', exhaust: false });
afterEach(async () => {
  await app?.stop(0);
  app = null;
});

describe('the app', () => {
  test('turns a delivery into one trigger and one dispatch, also when it comes three times', async () => {
    const hub = createHub();
    const dispatches: unknown[] = [];
    serveInstallations([]);
    serveRepository(dispatches, []);
    const url = await startApp(hub);
    const body = JSON.stringify(payload());
    const statuses = await Promise.all([deliver(url, body), deliver(url, body), deliver(url, body)]);
    await app?.idle();
    expect(statuses).toEqual([200, 200, 200]);
    expect([...hub.triggers.keys()]).toEqual(['100-0']);
    expect(dispatches).toMatchObject([{ ref: 'main', inputs: { 'run-id': RUN } }]);
  });

  test('acknowledges while GitHub does not answer at all', async () => {
    const hub = createHub();
    // A host of its own: what this App still tries when it is stopped must not meet the answers of the next test.
    const unreachable = 'https://down.github.test';
    nock(unreachable).persist().get('/app/installations').query(true).reply(200, []);
    let release = (): void => {};
    const down = new Promise<void>((resolve) => {
      release = resolve;
    });
    nock(unreachable)
      .post('/app/installations/9/access_tokens')
      .times(9)
      .reply(async () => {
        await down;
        return [500, {}];
      });
    const url = await startApp(hub, unreachable);
    expect(await deliver(url, JSON.stringify(payload()))).toBe(200);
    expect(hub.triggers.size).toBe(0);
    release();
  });

  test('refuses a delivery with a wrong signature', async () => {
    const hub = createHub();
    serveInstallations([]);
    const url = await startApp(hub);
    expect(await deliver(url, JSON.stringify(payload()), `sha256=${'0'.repeat(64)}`)).toBe(400);
    await app?.idle();
    expect(hub.triggers.size).toBe(0);
  });

  test('finds at its start the command of a process that died after its acknowledgement, once', async () => {
    const hub = createHub();
    const dispatches: unknown[] = [];
    serveInstallations([{ name: 'r', owner: { login: 'o' } }]);
    serveRepository(dispatches, [{ ...payload().comment, issue_url: `${API}/repos/o/r/issues/3` }]);
    await startApp(hub);
    await app?.reconcile();
    await app?.idle();
    await app?.reconcile();
    await app?.idle();
    expect([...hub.triggers.keys()]).toEqual(['100-0']);
    expect(dispatches).toHaveLength(1);
  });

  test('answers a health check, and nothing else it does not know', async () => {
    serveInstallations([]);
    const url = await startApp(createHub());
    expect(await (await fetch(`${url}/ping`)).text()).toBe('PONG');
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });
});
