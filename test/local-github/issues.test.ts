import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from './helpers.js';
import { client, DEMO, failure, startWorld } from './helpers.js';

let world: World;
let time = Date.parse('2026-03-01T00:00:00Z');
beforeAll(async () => {
  world = await startWorld({ now: () => time });
});
afterAll(() => world.close());

async function newIssue(title = 'a plan'): Promise<number> {
  return (await world.owner.issues.create({ ...DEMO, title, body: 'text' })).data.number;
}

describe('comments', () => {
  test('a stranger may comment on a public repository; the event carries issue, comment, sender and repository', async () => {
    const issue_number = await newIssue();
    world.events.length = 0;
    const { data } = await world.stranger.issues.createComment({ ...DEMO, issue_number, body: '/pitboss play' });
    expect(data).toMatchObject({ author_association: 'NONE', user: { login: 'stranger', type: 'User' } });
    expect(world.events).toMatchObject([
      {
        name: 'issue_comment',
        action: 'created',
        actor: 'stranger',
        via: 'user',
        payload: {
          action: 'created',
          issue: { number: issue_number },
          comment: { id: data.id, body: '/pitboss play' },
          sender: { login: 'stranger' },
          repository: { full_name: 'octo/demo', default_branch: 'main' },
        },
      },
    ]);
  });

  test('65,536 characters fit, one more is 422 with GitHub’s words', async () => {
    const issue_number = await newIssue();
    const fits = await world.owner.issues.createComment({ ...DEMO, issue_number, body: 'x'.repeat(65_536) });
    expect(fits.status).toBe(201);
    const over = await failure(world.owner.issues.createComment({ ...DEMO, issue_number, body: 'x'.repeat(65_537) }));
    expect(over).toMatchObject({
      status: 422,
      message: expect.stringContaining('body is too long (maximum is 65536 characters)'),
    });
  });

  test('only the author and people with write access edit or delete', async () => {
    const issue_number = await newIssue();
    const { data } = await world.owner.issues.createComment({ ...DEMO, issue_number, body: 'one' });
    const change = { ...DEMO, comment_id: data.id };
    expect(await failure(world.stranger.issues.updateComment({ ...change, body: 'two' }))).toMatchObject({
      status: 403,
    });
    expect((await world.writer.issues.updateComment({ ...change, body: 'two' })).data.body).toBe('two');
    expect(world.events.at(-1)).toMatchObject({ action: 'edited', payload: { changes: { body: { from: 'one' } } } });
    expect((await world.writer.issues.deleteComment(change)).status).toBe(204);
    expect(await failure(world.writer.issues.getComment(change))).toMatchObject({ status: 404 });
  });

  test('the whole repository’s comments: since, sort, direction, pages with links', async () => {
    await world.hub.createRepository({ owner: 'octo', name: 'talk' });
    const talk = { owner: 'octo', repo: 'talk' };
    await world.owner.issues.create({ ...talk, title: 't' });
    for (let minute = 0; minute < 5; minute += 1) {
      time += 60_000;
      await world.owner.issues.createComment({ ...talk, issue_number: 1, body: `c${minute}` });
    }
    const since = new Date(time - 120_000).toISOString();
    const recent = await world.owner.issues.listCommentsForRepo({ ...talk, since, sort: 'created', direction: 'asc' });
    expect(recent.data.map((comment) => comment.body)).toEqual(['c2', 'c3', 'c4']);
    const newest = await world.owner.issues.listCommentsForRepo({
      ...talk,
      sort: 'created',
      direction: 'desc',
      per_page: 2,
    });
    expect(newest.data.map((comment) => comment.body)).toEqual(['c4', 'c3']);
    expect(newest.headers.link).toMatch(/page=2>; rel="next", .*page=3>; rel="last"/);
    const all = await world.owner.paginate(world.owner.issues.listCommentsForRepo, { ...talk, per_page: 2 });
    expect(all).toHaveLength(5);
  });
});

describe('reactions', () => {
  test('201 for a new one, 200 for the same again, listed once per account and content', async () => {
    const issue_number = await newIssue();
    const { data } = await world.owner.issues.createComment({ ...DEMO, issue_number, body: 'x' });
    const react = { ...DEMO, comment_id: data.id, content: 'eyes' } as const;
    expect((await world.writer.reactions.createForIssueComment(react)).status).toBe(201);
    expect((await world.writer.reactions.createForIssueComment(react)).status).toBe(200);
    expect((await world.stranger.reactions.createForIssueComment(react)).status).toBe(201);
    const listed = await world.owner.reactions.listForIssueComment({ ...DEMO, comment_id: data.id });
    expect(listed.data.map((each) => each.user?.login)).toEqual(['Wendy', 'stranger']);
    const shown = await world.owner.issues.getComment({ ...DEMO, comment_id: data.id });
    expect(shown.data.reactions).toMatchObject({ total_count: 2, eyes: 2, rocket: 0 });
    expect((await world.owner.reactions.createForIssue({ ...DEMO, issue_number, content: '+1' })).status).toBe(201);
  });
});

describe('labels and state', () => {
  test('labels are made on the fly by people with triage rights, and each is an event', async () => {
    const issue_number = await newIssue();
    world.events.length = 0;
    await world.writer.issues.addLabels({ ...DEMO, issue_number, labels: ['Queued', 'x'] });
    await world.writer.issues.removeLabel({ ...DEMO, issue_number, name: 'x' });
    expect(world.events.map((event) => `${event.name}.${event.action}`)).toEqual([
      'issues.labeled',
      'issues.labeled',
      'issues.unlabeled',
    ]);
    const shown = await world.owner.issues.get({ ...DEMO, issue_number });
    expect(shown.data.labels).toMatchObject([{ name: 'Queued' }]);
    const refused = failure(world.stranger.issues.addLabels({ ...DEMO, issue_number, labels: ['mine'] }));
    expect(await refused).toMatchObject({ status: 403 });
  });

  test('closing and reopening', async () => {
    const issue_number = await newIssue();
    await world.owner.issues.update({ ...DEMO, issue_number, state: 'closed' });
    const shown = await world.owner.issues.get({ ...DEMO, issue_number });
    expect(shown.data).toMatchObject({ state: 'closed', state_reason: 'completed', closed_by: { login: 'octo' } });
    await world.owner.issues.update({ ...DEMO, issue_number, state: 'open' });
    expect(world.events.slice(-2).map((event) => event.action)).toEqual(['closed', 'reopened']);
  });
});

describe('permission of a collaborator', () => {
  test.each([
    ['admin', 'admin', 'admin'],
    ['maintain', 'write', 'maintain'],
    ['write', 'write', 'write'],
    ['triage', 'read', 'triage'],
    ['read', 'read', 'read'],
  ] as const)('%s shows as %s with the role %s', async (level, permission, role) => {
    world.hub.addUser('carl');
    world.hub.setPermission('octo/demo', 'carl', level);
    const { data } = await world.writer.repos.getCollaboratorPermissionLevel({ ...DEMO, username: 'carl' });
    expect(data).toMatchObject({ permission, role_name: role, user: { login: 'carl' } });
  });

  test('strangers read what is public and have none on what is private; unknown users are 404', async () => {
    await world.hub.createRepository({ owner: 'octo', name: 'vault', private: true });
    const ask = (repo: string, username: string): Promise<unknown> =>
      world.owner.repos.getCollaboratorPermissionLevel({ owner: 'octo', repo, username }).then(({ data }) => data);
    expect(await ask('demo', 'stranger')).toMatchObject({ permission: 'read', role_name: 'read' });
    expect(await ask('vault', 'stranger')).toMatchObject({ permission: 'none' });
    expect(await ask('vault', 'octo')).toMatchObject({ permission: 'admin' });
    expect(await failure(ask('demo', 'nobody'))).toMatchObject({ status: 404 });
  });
});

describe('tokens', () => {
  test('an unknown or revoked token is 401, whatever it asks for', async () => {
    const bad = { status: 401, message: expect.stringContaining('Bad credentials') };
    expect(await failure(client(world.hub, 'ghp_made_up').repos.get(DEMO))).toMatchObject(bad);
    const token = world.hub.server.mintJobToken({ repository: 'octo/demo', permissions: {} });
    world.hub.server.revokeToken(token);
    expect(await failure(client(world.hub, token).repos.get(DEMO))).toMatchObject(bad);
  });

  test('a job acts as github-actions[bot], within its permissions and its repository', async () => {
    const issue_number = await newIssue();
    const permissions = { issues: 'write', 'pull-requests': 'read' };
    const job = client(world.hub, world.hub.server.mintJobToken({ repository: 'octo/demo', permissions }));
    const { data } = await job.issues.createComment({ ...DEMO, issue_number, body: 'hi' });
    expect(data.user).toMatchObject({ login: 'github-actions[bot]', id: 41898282, type: 'Bot' });
    expect(world.events.at(-1)).toMatchObject({ via: 'job', actor: 'github-actions[bot]' });
    const integration = { status: 403, message: expect.stringContaining('Resource not accessible by integration') };
    const ref = { ...DEMO, ref: 'refs/heads/j', sha: 'a'.repeat(40) };
    expect(await failure(job.git.createRef(ref))).toMatchObject(integration);
    const elsewhere = { owner: 'octo', repo: 'talk', issue_number: 1, body: 'x' };
    expect(await failure(job.issues.createComment(elsewhere))).toMatchObject(integration);
  });

  test('rate limits are counted and shown', async () => {
    const first = await world.owner.rateLimit.get();
    expect(first.headers['x-ratelimit-limit']).toBe('5000');
    const second = await world.owner.rateLimit.get();
    expect(second.data.resources.core.used).toBe(first.data.resources.core.used + 1);
    const job = client(world.hub, world.hub.server.mintJobToken({ repository: 'octo/demo', permissions: {} }));
    expect((await job.rateLimit.get()).data.resources.core.limit).toBe(1000);
  });

  test('GraphQL tells when the text of an issue was edited last, to those who see it', async () => {
    const number = await newIssue();
    const query =
      'query($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) { issue(number: $number) { lastEditedAt } } }';
    const ask = () => world.owner.graphql(query, { ...DEMO, number });
    const told = (lastEditedAt: unknown) => ({ repository: { issue: { lastEditedAt } } });
    expect(await ask()).toEqual(told(null));
    await world.owner.issues.update({ ...DEMO, issue_number: number, title: 'Another title' });
    expect(await ask()).toEqual(told(null));
    await world.owner.issues.update({ ...DEMO, issue_number: number, body: 'another text' });
    expect(await ask()).toEqual(told(expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)));
    await expect(world.owner.graphql(query, { ...DEMO, number: 9999 })).rejects.toMatchObject({
      name: 'GraphqlResponseError',
    });
    expect(world.hub.unknownRoutes).toEqual([]);
  });
});
