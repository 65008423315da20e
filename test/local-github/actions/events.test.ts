import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, openBench } from './bench.js';

let bench: Bench;
let sha: string;
const job = 'jobs: { one: { runs-on: x, steps: [{ run: echo started }] } }';

beforeEach(async () => {
  bench = await openBench();
  sha = await bench.server.commit('acme/app', {
    '.github/workflows/comment.yml': `
name: Comment
on: { issue_comment: { types: [created] } }
jobs:
  one:
    if: startsWith(github.event.comment.body, '/pitboss')
    runs-on: x
    steps: [{ run: 'echo "by $GITHUB_ACTOR on $GITHUB_REF: $(wc -c < "$GITHUB_EVENT_PATH") bytes"' }]
`,
    '.github/workflows/push.yml': `name: Push\non: { push: { branches: ['main', 'release/**'], paths: ['src/**'] } }\n${job}\n`,
    '.github/workflows/pr.yml': `name: Request\non: pull_request\n${job}\n`,
    '.github/workflows/after.yml': `name: After\non: { workflow_run: { workflows: [Comment], types: [completed] } }\n${job}\n`,
    '.github/workflows/cron.yml': `name: Cron\non: { schedule: [{ cron: '5 4 * * *' }] }\n${job}\n`,
    '.github/workflows/custom.yml': `name: Custom\non: { repository_dispatch: { types: [go] } }\n${job}\n`,
  });
});
afterEach(() => bench.dispose());

/** Names and conclusions of all runs, once nothing happens any more. */
async function settled(): Promise<readonly string[]> {
  await bench.server.idle();
  return bench.actions.runs().map((run) => `${run.workflowName}: ${run.conclusion ?? run.status}`);
}

function comment(body: string, via: 'user' | 'app' | 'job' = 'user'): void {
  bench.server.emit({
    name: 'issue_comment',
    action: 'created',
    via,
    payload: { comment: { body }, issue: { title: 'T' } },
  });
}

describe('events', () => {
  test('a comment starts the workflow of the default branch, and its end starts the next', async () => {
    comment('/pitboss play');
    expect(await settled()).toEqual(['Comment: success', 'After: success']);
    expect(bench.actions.log(bench.actions.runs()[0]?.id ?? 0)).toMatch(/by ada on refs\/heads\/main: \d+ bytes/);
  });

  test('a job whose condition is false is skipped, and so is its run', async () => {
    comment('hello');
    expect((await settled())[0]).toBe('Comment: skipped');
  });

  test('another activity type starts nothing', async () => {
    bench.server.emit({ name: 'issue_comment', action: 'edited', payload: { comment: { body: '/pitboss' } } });
    expect(await settled()).toEqual([]);
  });

  test("what a job's token caused starts nothing", async () => {
    comment('/pitboss play', 'job');
    expect(await settled()).toEqual([]);
  });

  test('a pull request made with a job token gives a held run; rerun releases it, approve does not', async () => {
    const payload = { number: 5, pull_request: { number: 5, head: { ref: 'topic', sha }, base: { ref: 'main', sha } } };
    bench.server.emit({ name: 'pull_request', action: 'opened', via: 'job', payload });
    expect(await settled()).toEqual(['Request: action_required']);
    const id = bench.actions.runs()[0]?.id ?? 0;
    const path = `/repos/acme/app/actions/runs/${id}`;
    expect(bench.actions.run(id)).toMatchObject({ conclusion: null, headBranch: 'topic' });
    expect((await bench.server.call(`POST ${path}/approve`)).status).toBe(403);
    expect((await bench.server.call(`POST ${path}/rerun`)).status).toBe(201);
    expect(await settled()).toEqual(['Request: success']);
    expect(bench.actions.run(id)?.attempt).toBe(1);
  });

  test('a push counts by branch and by changed path, and [skip ci] is heard', async () => {
    const push = (after: string, ref: string, message = 'm') =>
      bench.server.emit({ name: 'push', payload: { ref, before: sha, after, head_commit: { message } } });
    const docs = await bench.server.commit('acme/app', { 'docs/a.md': 'x' });
    push(docs, 'refs/heads/main');
    expect(await settled()).toEqual([]);
    const code = await bench.server.commit('acme/app', { 'src/deep/a.ts': 'x' });
    push(code, 'refs/heads/other');
    push(code, 'refs/heads/main', 'no thanks [skip ci]');
    expect(await settled()).toEqual([]);
    push(code, 'refs/heads/release/1/x');
    expect(await settled()).toEqual(['Push: success']);
  });

  test('a schedule fires only when it is told to, by its exact line', async () => {
    expect(await bench.actions.fireSchedule('acme/app', '0 0 * * *')).toEqual([]);
    expect(await bench.actions.fireSchedule('acme/app', '5 4 * * *')).toHaveLength(1);
    expect(await settled()).toEqual(['Cron: success']);
  });

  test('a repository dispatch starts the workflows that list its type', async () => {
    await bench.server.call('POST /repos/acme/app/dispatches', { event_type: 'stop' });
    await bench.server.call('POST /repos/acme/app/dispatches', { event_type: 'go', client_payload: { a: 1 } });
    expect(await settled()).toEqual(['Custom: success']);
  });
});
