import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import type { World } from './helpers.js';
import { commit, DEMO, failure, git, pushTopic, startWorld } from './helpers.js';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe('failures on order', () => {
  test('before: no effect; after: the effect and the failure', async () => {
    const fault = { method: 'POST', path: /\/issues$/, status: 502 };
    world.hub.faults.add({ ...fault, mode: 'before' });
    expect(await failure(world.owner.issues.create({ ...DEMO, title: 'a' }))).toMatchObject({ status: 502 });
    world.hub.faults.add({ ...fault, mode: 'after' });
    expect(await failure(world.owner.issues.create({ ...DEMO, title: 'b' }))).toMatchObject({ status: 502 });
    await world.owner.issues.create({ ...DEMO, title: 'c' });
    const { data } = await world.owner.issues.listForRepo({ ...DEMO, direction: 'asc' });
    expect(data.map(({ title }) => title)).toEqual(['b', 'c']);
  });

  test('drop cuts the connection, hang never answers, neither blocks idle or close', async () => {
    world.hub.faults.add({ path: /\/zen$/, mode: 'drop' });
    expect(await failure(fetch(`${world.hub.url}/zen`))).toMatchObject({
      message: expect.stringContaining('fetch failed'),
    });
    world.hub.faults.add({ path: /\/zen$/, mode: 'hang' });
    const hanging = failure(fetch(`${world.hub.url}/zen`));
    while (world.hub.faults.pending > 0) {
      await new Promise(setImmediate);
    }
    await world.hub.idle();
    await world.hub.close();
    expect((await hanging).status).not.toBe('succeeded');
  });

  test('a push whose answer is lost has happened', async () => {
    const { clone } = await pushTopic(world);
    const sha = await commit(clone, 'b.txt', '2');
    world.hub.faults.add({ path: /git-receive-pack$/, mode: 'after', status: 502 });
    expect((await git(clone, 'push', 'origin', 'topic')).code).not.toBe(0);
    expect(await world.hub.server.git.resolve('octo/demo', 'topic')).toBe(sha);
  });
});

describe('the door', () => {
  test('every request is logged; unknown routes are 404 and listed', async () => {
    expect(await failure(world.owner.request('GET /repos/octo/demo/nothing'))).toMatchObject({ status: 404 });
    expect(world.hub.unknownRoutes).toEqual(['GET /repos/octo/demo/nothing']);
    expect(world.hub.routeLog.at(-1)).toMatchObject({
      method: 'GET',
      path: '/repos/octo/demo/nothing',
      status: 404,
      caller: 'user:octo',
    });
  });

  test('guests’ routes win, also under /api/v3, and know who calls', async () => {
    world.hub.server.route('GET', '/repos/:owner/:repo/actions/runs/:id', async ({ params, auth, apiVersion }) => ({
      status: 200,
      body: { id: params.id, level: auth.level, login: auth.login, apiVersion },
    }));
    const enterprise = new Octokit({ baseUrl: `${world.hub.url}/api/v3`, auth: world.tokens.writer });
    const { data } = await enterprise.request('GET /repos/octo/demo/actions/runs/7', {
      headers: { 'x-github-api-version': '2026-03-10' },
    });
    expect(data).toEqual({ id: '7', level: 'write', login: 'Wendy', apiVersion: '2026-03-10' });
    const missing = failure(world.owner.request('GET /repos/octo/absent/actions/runs/7'));
    expect(await missing).toMatchObject({ status: 404 });
  });

  test('idle waits for tracked work', async () => {
    let done = false;
    const work = new Promise<void>((resolve) => {
      setImmediate(() => setImmediate(resolve));
    }).then(() => {
      done = true;
    });
    void world.hub.server.track(work);
    await world.hub.idle();
    expect(done).toBe(true);
  });
});
