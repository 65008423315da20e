import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { World } from './helpers.js';
import { client, commit, DEMO, git, pushTopic, remoteUrl, startWorld } from './helpers.js';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe('git over HTTP', () => {
  test('clones, pushes, and shows the pushed commit over REST with the same SHA', async () => {
    const { sha } = await pushTopic(world);
    const { data } = await world.stranger.repos.getBranch({ ...DEMO, branch: 'topic' });
    expect(data.commit.sha).toBe(sha);
    expect(data.commit.commit.message).toBe('change a.txt');
    await git(world.dir, 'clone', '--quiet', `${world.hub.url}/octo/demo.git`, 'again');
    expect((await git(join(world.dir, 'again'), 'rev-parse', 'origin/topic')).stdout).toBe(sha);
  });

  test('emits create and push before the push returns, with the pusher as actor', async () => {
    const { sha } = await pushTopic(world);
    expect(world.events.map((event) => event.name)).toEqual(['create', 'push']);
    expect(world.events[1]).toMatchObject({
      actor: 'Wendy',
      via: 'user',
      repository: 'octo/demo',
      payload: { ref: 'refs/heads/topic', after: sha, created: true, forced: false, commits: [{ id: sha }] },
    });
  });

  test('commits made over REST can be fetched, and fsck finds nothing wrong', async () => {
    const { clone } = await pushTopic(world);
    const content = Buffer.from('ünïcode').toString('base64');
    await world.writer.repos.createOrUpdateFileContents({ ...DEMO, path: 'd/ö.txt', message: 'm', content });
    expect((await git(clone, 'fetch', '--quiet', 'origin', 'main')).code).toBe(0);
    expect((await git(clone, 'show', 'FETCH_HEAD:d/ö.txt')).stdout).toBe('ünïcode');
    const fsck = await git(world.hub.server.git.dir('octo/demo'), 'fsck', '--strict', '--full');
    expect(fsck).toMatchObject({ code: 0, stdout: '' });
  });

  test('a large, compressed, chunked push arrives', async () => {
    const { clone } = await pushTopic(world);
    const noise = Array.from({ length: 120_000 }, (_, index) => (index * 7919).toString(36)).join('\n');
    const sha = await commit(clone, 'big.txt', noise);
    expect((await git(clone, '-c', 'http.postBuffer=65536', 'push', '--quiet', 'origin', 'topic')).code).toBe(0);
    expect(await world.hub.server.git.resolve('octo/demo', 'topic')).toBe(sha);
  });

  test.each([
    ['an anonymous push is refused', (): string => '', 'could not read Username'],
    ['a wrong token is refused', (): string => 'x-access-token:nonsense@', 'Authentication failed'],
    [
      'a reader is told so',
      (): string => `x-access-token:${world.tokens.stranger}@`,
      'The requested URL returned error: 403',
    ],
  ])('%s', async (_name, credentials, words) => {
    const { clone } = await pushTopic(world);
    const url = `http://${credentials()}${world.hub.url.slice(7)}/octo/demo.git`;
    const outcome = await git(clone, 'push', url, 'topic:other');
    expect(outcome.code).not.toBe(0);
    expect(outcome.stderr).toContain(words);
  });

  test('private repositories do not exist for strangers', async () => {
    await world.hub.createRepository({ owner: 'octo', name: 'secret', private: true });
    const outcome = await git(world.dir, 'ls-remote', remoteUrl(world.hub, world.tokens.stranger, 'octo/secret'));
    expect(outcome.code).not.toBe(0);
    expect(outcome.stderr).toContain('not found');
  });

  test('accepts refs outside of heads and tags without any event', async () => {
    const { clone, sha } = await pushTopic(world);
    world.events.length = 0;
    expect((await git(clone, 'push', 'origin', 'HEAD:refs/pitboss/wip/r/1')).code).toBe(0);
    expect(await world.hub.server.git.resolve('octo/demo', 'refs/pitboss/wip/r/1')).toBe(sha);
    expect(world.events).toEqual([]);
  });

  test('atomic pushes work until they are switched off', async () => {
    const { clone } = await pushTopic(world);
    await commit(clone, 'b.txt', '2');
    const push = ['push', '--atomic', 'origin', 'HEAD:refs/heads/x', 'HEAD:refs/heads/y'] as const;
    expect((await git(clone, ...push)).code).toBe(0);
    world.hub.settings('octo/demo').atomic = false;
    expect((await git(clone, ...push, 'HEAD:refs/heads/z')).stderr).toContain('does not support --atomic');
  });
});

describe('rules on pushes', () => {
  test('a protected pattern refuses with the text of its rule, other refs of the push go through', async () => {
    const { clone, sha } = await pushTopic(world);
    world.hub.settings('octo/demo').protect('refs/heads/release/*', 'Changes must be made through a pull request.');
    const outcome = await git(clone, 'push', 'origin', 'HEAD:refs/heads/release/1', 'HEAD:refs/heads/free');
    expect(outcome.code).not.toBe(0);
    expect(outcome.stderr).toContain('GH013: Repository rule violations found for refs/heads/release/1.');
    expect(outcome.stderr).toContain('Changes must be made through a pull request.');
    expect(outcome.stderr).toContain('(push declined due to repository rule violations)');
    expect(await world.hub.server.git.resolve('octo/demo', 'free')).toBe(sha);
    expect(await world.hub.server.git.resolve('octo/demo', 'release/1')).toBeNull();
  });

  test.each([
    [
      'a job',
      (): string => world.hub.server.mintJobToken({ repository: 'octo/demo', permissions: { contents: 'write' } }),
    ],
    ['an installation without the permission', (): string => installationToken({ contents: 'write' })],
  ])('%s may not push workflow files', async (_name, token) => {
    const { clone } = await pushTopic(world);
    await git(clone, 'config', 'push.default', 'current');
    await addWorkflow(clone);
    const refused = await git(clone, 'push', remoteUrl(world.hub, token()), 'topic');
    expect(refused.stderr).toContain(
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission',
    );
    expect((await git(clone, 'push', remoteUrl(world.hub, world.tokens.writer), 'topic')).code).toBe(0);
    await commit(clone, 'later.txt', 'x');
    expect((await git(clone, 'push', remoteUrl(world.hub, token()), 'topic')).code).toBe(0);
  });

  test('an installation with `workflows: write` may', async () => {
    const { clone } = await pushTopic(world);
    await addWorkflow(clone);
    const token = installationToken({ contents: 'write', workflows: 'write' });
    expect((await git(clone, 'push', remoteUrl(world.hub, token), 'topic')).code).toBe(0);
    expect(world.events.at(-1)).toMatchObject({ name: 'push', actor: 'pitboss[bot]', via: 'app' });
  });

  test('a job with read access may not push, and is named as the bot it is', async () => {
    const { clone } = await pushTopic(world);
    const token = world.hub.server.mintJobToken({ repository: 'octo/demo', permissions: { contents: 'read' } });
    expect((await git(clone, 'push', remoteUrl(world.hub, token), 'topic:other')).stderr).toContain('403');
    const reader = client(world.hub, token);
    expect((await reader.repos.get(DEMO)).data.full_name).toBe('octo/demo');
  });
});

function installationToken(permissions: Record<string, string>): string {
  world.hub.installApp('octo/demo');
  return world.hub.mintInstallationToken(permissions);
}

async function addWorkflow(clone: string): Promise<void> {
  await git(clone, 'update-index', '--add', '--cacheinfo', `100644,${await blob(clone)},.github/workflows/ci.yml`);
  await git(clone, 'commit', '--quiet', '-m', 'ci');
  await git(clone, 'checkout', '--', '.');
}

async function blob(clone: string): Promise<string> {
  return (await git(clone, 'hash-object', '-w', join(clone, 'a.txt'))).stdout;
}
