import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { World } from './helpers.js';
import { client, commit, DEMO, failure, git, pushTopic, startWorld } from './helpers.js';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const TOPIC = { ...DEMO, head: 'topic', base: 'main', title: 'Topic' } as const;

describe('opening a pull request', () => {
  test('shows commits without the base commit, files, and numbers counted by git', async () => {
    const { sha } = await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    expect(data).toMatchObject({
      commits: 1,
      changed_files: 1,
      additions: 1,
      deletions: 0,
      head: { sha, ref: 'topic' },
    });
    const pull = { ...DEMO, pull_number: data.number };
    expect((await world.stranger.pulls.listCommits(pull)).data.map((each) => each.sha)).toEqual([sha]);
    expect((await world.stranger.pulls.listFiles(pull)).data).toMatchObject([{ filename: 'a.txt', status: 'added' }]);
    expect((await world.stranger.pulls.get(pull)).data).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request', action: 'opened', via: 'user' });
  });

  test('the number is shared with issues, and the issue shows that it is a pull request', async () => {
    await pushTopic(world);
    await world.owner.issues.create({ ...DEMO, title: 'first' });
    const { data } = await world.writer.pulls.create(TOPIC);
    expect(data.number).toBe(2);
    const issue = await world.owner.issues.get({ ...DEMO, issue_number: 2 });
    expect(issue.data.pull_request?.url).toBe(data.url);
    expect((await world.stranger.issues.createComment({ ...DEMO, issue_number: 2, body: 'hi' })).status).toBe(201);
    expect(world.events.at(-1)).toMatchObject({ payload: { issue: { pull_request: { html_url: data.html_url } } } });
  });

  test.each([
    ['a second one for the same branches', {}, 'A pull request already exists for octo:topic.'],
    ['a head that does not exist', { head: 'missing' }, '"field":"head","code":"invalid"'],
    ['a base that does not exist', { base: 'missing' }, '"field":"base","code":"invalid"'],
    ['nothing to merge', { head: 'main', base: 'topic' }, 'No commits between topic and main'],
  ])('refuses %s with 422', async (_name, change, words) => {
    await pushTopic(world);
    await world.writer.pulls.create(TOPIC);
    const outcome = await failure(world.writer.pulls.create({ ...TOPIC, ...change }));
    expect(outcome).toMatchObject({ status: 422, message: expect.stringContaining(words) });
    expect(await world.hub.server.git.resolve('octo/demo', 'missing')).toBeNull();
  });

  test('drafts can be unavailable, and REST cannot end a draft but GraphQL can', async () => {
    await pushTopic(world);
    world.hub.settings('octo/demo').drafts = false;
    const refused = await failure(world.writer.pulls.create({ ...TOPIC, draft: true }));
    expect(refused).toMatchObject({
      status: 422,
      message: expect.stringContaining('Draft pull requests are not supported in this repository.'),
    });
    world.hub.settings('octo/demo').drafts = true;
    const { data } = await world.writer.pulls.create({ ...TOPIC, draft: true });
    const pull = { ...DEMO, pull_number: data.number };
    await world.writer.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...pull,
      draft: false,
      title: 'New',
    });
    expect((await world.writer.pulls.get(pull)).data).toMatchObject({ draft: true, title: 'New' });
    const mutation = `mutation($id: ID!) {
      markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
    }`;
    expect(await world.writer.graphql(mutation, { id: data.node_id })).toMatchObject({
      markPullRequestReadyForReview: { pullRequest: { isDraft: false } },
    });
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request', action: 'ready_for_review' });
    expect((await world.writer.pulls.get(pull)).data.draft).toBe(false);
  });

  test('an unknown GraphQL operation is an error and written down', async () => {
    const outcome = await failure(world.writer.graphql('query { viewer { login } }'));
    expect(outcome.message).toContain('not known to the local GitHub');
    expect(world.hub.unknownRoutes).toEqual([expect.stringContaining('viewer')]);
  });

  test('a job may open one only with the permission and the repository’s setting', async () => {
    await pushTopic(world);
    const jobWith = (permissions: Record<string, string>): ReturnType<typeof client> =>
      client(world.hub, world.hub.server.mintJobToken({ repository: 'octo/demo', permissions }));
    expect(await failure(jobWith({ contents: 'write' }).pulls.create(TOPIC))).toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
    const job = jobWith({ contents: 'write', 'pull-requests': 'write' });
    expect(await failure(job.pulls.create(TOPIC))).toMatchObject({
      status: 403,
      message: expect.stringContaining('GitHub Actions is not permitted to create or approve pull requests.'),
    });
    world.hub.settings('octo/demo').actionsMayCreatePulls = true;
    expect((await job.pulls.create(TOPIC)).data.user?.login).toBe('github-actions[bot]');
  });

  test('is found by head and base', async () => {
    await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    const found = await world.owner.pulls.list({ ...DEMO, head: 'octo:topic', base: 'main' });
    expect(found.data.map((each) => each.number)).toEqual([data.number]);
    expect((await world.owner.pulls.list({ ...DEMO, head: 'octo:other' })).data).toEqual([]);
    expect((await world.owner.pulls.list({ ...DEMO, head: 'octo:topic', state: 'closed' })).data).toEqual([]);
  });
});

describe('a pull request follows its branches', () => {
  test('a push moves the head before it returns: synchronize', async () => {
    const { clone } = await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    const sha = await commit(clone, 'b.txt', 'two\n');
    await git(clone, 'push', '--quiet', 'origin', 'topic');
    const pull = { ...DEMO, pull_number: data.number };
    expect((await world.owner.pulls.get(pull)).data).toMatchObject({ head: { sha }, commits: 2, changed_files: 2 });
    expect(world.events.at(-1)).toMatchObject({
      name: 'pull_request',
      action: 'synchronize',
      payload: { before: data.head.sha, after: sha, pull_request: { head: { sha } } },
    });
  });

  test('conflicts show as not mergeable', async () => {
    await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    const content = Buffer.from('other\n').toString('base64');
    await world.writer.repos.createOrUpdateFileContents({ ...DEMO, path: 'a.txt', message: 'm', content });
    const shown = await world.owner.pulls.get({ ...DEMO, pull_number: data.number });
    expect(shown.data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect(await failure(world.owner.pulls.merge({ ...DEMO, pull_number: data.number }))).toMatchObject({
      status: 405,
    });
  });

  test('merging makes a merge commit on the base and closes it', async () => {
    const { sha } = await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    const merged = await world.owner.pulls.merge({ ...DEMO, pull_number: data.number });
    const dir = world.hub.server.git.dir('octo/demo');
    expect((await git(dir, 'log', '-1', '--format=%H %P', 'main')).stdout).toBe(
      `${merged.data.sha} ${data.base.sha} ${sha}`,
    );
    expect((await world.owner.pulls.get({ ...DEMO, pull_number: data.number })).data).toMatchObject({
      state: 'closed',
      merged: true,
    });
  });

  test('deleting the head branch closes it', async () => {
    await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    await world.writer.git.deleteRef({ ...DEMO, ref: 'heads/topic' });
    expect((await world.owner.pulls.get({ ...DEMO, pull_number: data.number })).data.state).toBe('closed');
  });
});

describe('reviews and checks', () => {
  test('a review is an event with its state in lower case; nobody approves their own', async () => {
    await pushTopic(world);
    const { data } = await world.writer.pulls.create(TOPIC);
    const review = { ...DEMO, pull_number: data.number, event: 'APPROVE' } as const;
    expect(await failure(world.writer.pulls.createReview(review))).toMatchObject({ status: 422 });
    const comments = [{ path: 'a.txt', line: 1, body: 'why?' }];
    const made = await world.owner.pulls.createReview({ ...review, event: 'REQUEST_CHANGES', body: 'no', comments });
    expect(made.data.state).toBe('CHANGES_REQUESTED');
    expect(world.events.slice(-2)).toMatchObject([
      { name: 'pull_request_review', action: 'submitted', payload: { review: { state: 'changes_requested' } } },
      { name: 'pull_request_review_comment', action: 'created', payload: { comment: { path: 'a.txt', body: 'why?' } } },
    ]);
    const thread = await world.owner.pulls.listReviewComments({ ...DEMO, pull_number: data.number });
    const comment_id = thread.data[0]?.id ?? 0;
    const answer = { ...DEMO, pull_number: data.number, comment_id, body: 'because' };
    expect((await world.writer.pulls.createReplyForReviewComment(answer)).data.in_reply_to_id).toBe(comment_id);
  });

  test('check runs are for Apps and jobs; a pressed button reaches listeners', async () => {
    const { sha } = await pushTopic(world);
    world.hub.installApp('octo/demo');
    const app = client(world.hub, world.hub.mintInstallationToken());
    const check = { ...DEMO, name: 'pitboss', head_sha: sha };
    expect(await failure(world.writer.checks.create(check))).toMatchObject({ status: 403 });
    const actions = [{ label: 'Go on', description: 'again', identifier: 'rebuy' }];
    const output = { title: 't', summary: 's' };
    const made = await app.checks.create({ ...check, conclusion: 'action_required', output, actions });
    expect(made.data).toMatchObject({ status: 'completed', conclusion: 'action_required', app: { slug: 'pitboss' } });
    const listed = await world.owner.checks.listForRef({ ...DEMO, ref: 'topic' });
    expect(listed.data).toMatchObject({ total_count: 1, check_runs: [{ id: made.data.id }] });
    world.hub.pressCheckButton('octo/demo', made.data.id, 'rebuy', 'Wendy');
    expect(world.events.at(-1)).toMatchObject({
      name: 'check_run',
      action: 'requested_action',
      payload: { requested_action: { identifier: 'rebuy' }, sender: { login: 'Wendy' } },
    });
    const long = failure(app.checks.create({ ...check, output: { title: 't', summary: 'x'.repeat(65_536) } }));
    expect(await long).toMatchObject({ status: 422 });
  });
});
