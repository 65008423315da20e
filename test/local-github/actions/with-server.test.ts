import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { attachActions, type LocalActions } from '../../../src/local-github/actions/index.js';
import { DEMO, failure, startWorld, type World } from '../helpers.js';

/** Comments, pushes, asks for a pull request and dispatches, all with the token of its job. */
const COMMENT = `
name: Play
on: { issue_comment: { types: [created] } }
permissions: { contents: write, pull-requests: write, issues: write, actions: write }
jobs:
  play:
    if: startsWith(github.event.comment.body, '/play')
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - env: { GH_TOKEN: '\${{ github.token }}' }
        run: |
          git config user.name bot && git config user.email bot@example.com
          git switch -q -c topic && echo work > work.txt && git add . && git commit -q -m work && git push -q origin topic
          cat > calls.mjs <<'JS'
          const { GITHUB_API_URL, GITHUB_REPOSITORY, GH_TOKEN } = process.env;
          for (const [path, body] of [
            ['pulls', { title: 'Work', head: 'topic', base: 'main' }],
            ['issues/1/comments', { body: '/play again' }],
            ['actions/workflows/next.yml/dispatches', { ref: 'main', inputs: { n: '2' } }],
          ]) {
            const reply = await fetch(GITHUB_API_URL + '/repos/' + GITHUB_REPOSITORY + '/' + path, {
              method: 'POST',
              headers: { authorization: 'Bearer ' + GH_TOKEN, 'content-type': 'application/json' },
              body: JSON.stringify(body),
            });
            console.log(path + ' -> ' + reply.status);
          }
          JS
          node calls.mjs
`;
const NEXT = `
name: Next
on: { workflow_dispatch: { inputs: { n: { required: true } } } }
jobs: { next: { runs-on: x, steps: [{ run: 'echo "n=\${{ inputs.n }} by $GITHUB_ACTOR"' }] } }
`;
const CI =
  'name: CI\non: [push, pull_request]\njobs: { ci: { runs-on: x, steps: [{ uses: actions/checkout@v5 }, { run: ls }] } }\n';

let world: World;
let actions: LocalActions;
beforeEach(async () => {
  world = await startWorld();
  world.hub.settings('octo/demo').actionsMayCreatePulls = true;
  actions = attachActions(world.hub.server, {
    actions: new Map(),
    workDir: join(world.dir, 'runner'),
    env: { PATH: process.env.PATH ?? '', HOME: world.dir },
    maxParallelJobs: 2,
  });
  for (const [name, text] of Object.entries({ comment: COMMENT, next: NEXT, ci: CI })) {
    const content = Buffer.from(text).toString('base64');
    const path = `.github/workflows/${name}.yml`;
    await world.owner.repos.createOrUpdateFileContents({ ...DEMO, path, message: `${name} [skip ci]`, content });
  }
});
afterEach(async () => {
  await actions.close();
  await world.close();
});

describe('Actions on the whole local GitHub', () => {
  test('a comment becomes a branch, a pull request and a further run, as a job token may cause them', async () => {
    const issue = await world.writer.issues.create({ ...DEMO, title: 'Please', body: 'work' });
    await world.writer.issues.createComment({ ...DEMO, issue_number: issue.data.number, body: '/play' });
    await world.hub.idle();
    const runs = actions
      .runs('octo/demo')
      .map((run) => `${run.workflowName} ${run.event}: ${run.conclusion ?? run.status}`);
    expect([...runs].sort()).toEqual([
      'CI pull_request: action_required',
      'Next workflow_dispatch: success',
      'Play issue_comment: success',
    ]);
    const [play] = actions.runs('octo/demo');
    expect(actions.log(play?.id ?? 0)).toContain('pulls -> 201');
    expect(actions.log(play?.id ?? 0)).toContain('dispatches -> 204');
    const files = await world.stranger.pulls.listFiles({ ...DEMO, pull_number: 2 });
    expect(files.data.map((file) => file.filename)).toContain('work.txt');
    const next = actions.runs('octo/demo').find((run) => run.workflowName === 'Next');
    expect(actions.log(next?.id ?? 0)).toContain('n=2 by github-actions[bot]');
  });

  test('the held run of that pull request goes on when a writer reruns it', async () => {
    const issue = await world.writer.issues.create({ ...DEMO, title: 'Please' });
    await world.writer.issues.createComment({ ...DEMO, issue_number: issue.data.number, body: '/play' });
    await world.hub.idle();
    const query = { ...DEMO, event: 'pull_request' };
    const held = await world.writer.actions.listWorkflowRunsForRepo(query);
    const id = held.data.workflow_runs[0]?.id ?? 0;
    expect((await failure(world.stranger.actions.reRunWorkflow({ ...DEMO, run_id: id }))).status).toBe(403);
    await world.writer.actions.reRunWorkflow({ ...DEMO, run_id: id });
    await world.hub.idle();
    expect((await world.writer.actions.getWorkflowRun({ ...DEMO, run_id: id })).data).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      head_branch: 'topic',
    });
    expect(actions.log(id)).toContain('work.txt');
  });

  test('a token is worth nothing once its job has ended', async () => {
    const lines: string[] = [];
    actions.onLine((_, line) => lines.push(line));
    const text = `
name: Leak
on: workflow_dispatch
permissions: { contents: read }
jobs: { a: { runs-on: x, steps: [{ run: 'echo "\${{ github.token }}" | rev' }] } }
`;
    const content = Buffer.from(text).toString('base64');
    const path = '.github/workflows/leak.yml';
    await world.owner.repos.createOrUpdateFileContents({ ...DEMO, path, message: '[skip ci]', content });
    await world.writer.actions.createWorkflowDispatch({ ...DEMO, workflow_id: 'leak.yml', ref: 'main' });
    await world.hub.idle();
    const token = [...(lines.find((line) => line.endsWith('_shg')) ?? '')].reverse().join('');
    expect(token).toMatch(/^ghs_/);
    const reply = await fetch(`${world.hub.url}/repos/octo/demo`, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(401);
  });
});
