import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { repositoryApi } from '../../src/github/create-repository-api.js';
import { createPacer } from '../../src/github/pacer.js';
import { mockGithub } from '../support/mock-github.js';
import { hastyClock } from './stepped-clock.js';

const API = 'https://api.github.test';
const ROOT = '/repos/o/r';
const PlainOctokit = ProbotOctokit.defaults((options: Record<string, unknown>) => ({
  ...options,
  retry: { enabled: false },
  throttle: { enabled: false },
}));

function openApi(clock = hastyClock()) {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new PlainOctokit({ baseUrl: API, auth: { token: 'secret' }, log });
  return repositoryApi({ octokit, owner: 'o', repo: 'r', pacer: createPacer(clock), clock });
}

mockGithub();

describe('dispatching', () => {
  const path = `${ROOT}/actions/workflows/pitboss.yml/dispatches`;
  const runs = `${ROOT}/actions/workflows/pitboss.yml/runs`;
  const inputs = { 'run-id': 'R', nonce: 'n0nce' };

  test('asks for the id of the run and lives without it', async () => {
    const body = { ref: 'main', inputs, return_run_details: true };
    nock(API, { reqheaders: { 'x-github-api-version': '2022-11-28' } })
      .post(path, body)
      .reply(200, { workflow_run_id: 77 });
    nock(API).post(path).reply(204);
    const api = openApi();
    expect(await api.dispatch('pitboss.yml', 'main', inputs)).toEqual({ runId: 77 });
    expect(await api.dispatch('pitboss.yml', 'main', inputs)).toEqual({ runId: null });
  });

  test('a server that does not know the question gets none', async () => {
    nock(API).post(path).reply(422, { message: 'Invalid request. "return_run_details" is not a permitted key.' });
    nock(API).post(path, { ref: 'main', inputs }).reply(204);
    expect(await openApi().dispatch('pitboss.yml', 'main', inputs)).toEqual({ runId: null });
  });

  test('whose answer got lost is found by the nonce in the name of the run', async () => {
    nock(API).post(path).reply(502, { message: 'Bad Gateway' });
    const found = { id: 78, status: 'queued', display_title: 'pitboss R n0nce' };
    nock(API)
      .get(runs)
      .query(true)
      .reply(200, { workflow_runs: [{ id: 1, status: 'completed' }, found] });
    expect(await openApi().dispatch('pitboss.yml', 'main', inputs)).toMatchObject({ runId: 78 });
  });

  test('the status of a run; of a run that is none', async () => {
    nock(API).get(`${ROOT}/actions/runs/5`).reply(200, { id: 5, status: 'completed' });
    nock(API).get(`${ROOT}/actions/runs/6`).reply(404, { message: 'Not Found' });
    const api = openApi();
    expect(await api.workflowRunStatus('5')).toBe('completed');
    expect(await api.workflowRunStatus('6')).toBeNull();
    expect(await api.workflowRunStatus('local:host:1:2')).toBeNull();
  });
});

describe('pull requests and checks', () => {
  const pull = { head: 'pitboss/play/R', base: 'main', title: 't', body: 'b', draft: true };
  const raw = { number: 4, node_id: 'N', html_url: 'u', body: 'b', draft: true, state: 'open' };

  test.each([
    [201, raw, { kind: 'created', pull: { number: 4, nodeId: 'N', url: 'u', body: 'b', draft: true, state: 'open' } }],
    [
      422,
      { message: 'Validation Failed', errors: [{ message: 'A pull request already exists for o:x.' }] },
      { kind: 'exists' },
    ],
    [422, { message: 'Draft pull requests are not supported in this repository.' }, { kind: 'no_drafts' }],
  ])('creation: %i %j', async (status, answer, expected) => {
    nock(API).post(`${ROOT}/pulls`).reply(status, answer);
    expect(await openApi().createPull(pull)).toEqual(expected);
  });

  test('creation that is forbidden keeps the words of GitHub', async () => {
    const message = 'GitHub Actions is not permitted to create or approve pull requests.';
    nock(API).post(`${ROOT}/pulls`).reply(403, { message });
    const outcome = await openApi().createPull(pull);
    expect(outcome).toMatchObject({ kind: 'forbidden', message: expect.stringContaining(message) });
  });

  test('any other refusal is an error', async () => {
    nock(API)
      .post(`${ROOT}/pulls`)
      .reply(422, { message: 'Validation Failed', errors: [{ message: 'No commits between main and x' }] });
    await expect(openApi().createPull(pull)).rejects.toMatchObject({
      code: 'github_invalid',
      why: expect.stringContaining('No commits'),
    });
  });

  test('a pull request whose creation got no answer is found', async () => {
    nock(API).post(`${ROOT}/pulls`).reply(502, { message: 'Bad Gateway' });
    nock(API)
      .get(`${ROOT}/pulls`)
      .query({ head: 'o:pitboss/play/R', base: 'main', state: 'all', sort: 'created', direction: 'desc', per_page: 20 })
      .reply(200, [{ ...raw, state: 'closed', number: 3 }, raw]);
    expect(await openApi().createPull(pull)).toMatchObject({ kind: 'created', pull: { number: 4 } });
  });

  test('ready for review goes by GraphQL; a refusal there is not repeated', async () => {
    nock(API)
      .post('/graphql', (body) => body.variables.id === 'N')
      .reply(200, { data: { markPullRequestReadyForReview: {} } });
    nock(API)
      .post('/graphql')
      .reply(200, { errors: [{ message: 'Could not resolve' }] });
    const api = openApi();
    await expect(api.markReady('N')).resolves.toBeUndefined();
    await expect(api.markReady('X')).rejects.toMatchObject({ why: expect.stringContaining('Could not resolve') });
  });

  test('a check', async () => {
    const sent = {
      name: 'Pitboss',
      head_sha: 'abc',
      status: 'completed',
      conclusion: 'success',
      output: { title: 't', summary: 's' },
    };
    const other = { id: 4, conclusion: 'action_required', output: { title: 't' } };
    const there = (checks: readonly unknown[]) =>
      nock(API)
        .get(`${ROOT}/commits/abc/check-runs`)
        .query({ check_name: 'Pitboss', per_page: 100 })
        .reply(200, { check_runs: checks });
    there([other]);
    nock(API).post(`${ROOT}/check-runs`, sent).reply(201, { id: 5 });
    const check = { name: 'Pitboss', headSha: 'abc', conclusion: 'success', title: 't', summary: 's' } as const;
    expect(await openApi().createCheck(check)).toEqual({ id: 5 });
    // The shift that made it died before it could say so.
    there([other, { id: 5, conclusion: 'success', output: { title: 't' } }]);
    expect(await openApi().createCheck(check)).toEqual({ id: 5 });
  });
});

describe('errors', () => {
  test.each([
    [401, {}, 'github_unauthorized'],
    [403, { 'x-accepted-github-permissions': 'issues=write' }, 'github_forbidden'],
    [404, {}, 'github_not_found'],
    [418, {}, 'github_unexpected'],
  ])('%i becomes three parts', async (status, headers, code) => {
    nock(API).get(`${ROOT}/issues/3`).reply(status, { message: 'GitHub said so' }, headers);
    const error = await openApi()
      .issue(3)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'PitbossError', code });
    expect(status === 403 ? JSON.stringify(error) : 'issues=write').toContain('issues=write');
  });

  test('an answer in another shape is not taken for one', async () => {
    nock(API).get(`${ROOT}/issues/3`).reply(200, '<html>proxy</html>', { 'content-type': 'text/html' });
    await expect(openApi().issue(3)).rejects.toMatchObject({ code: 'github_unexpected' });
  });
});
