import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { repositoryApi } from '../../src/github/create-repository-api.js';
import { createPacer } from '../../src/github/pacer.js';
import { mockGithub } from '../support/mock-github.js';
import { hastyClock } from './stepped-clock.js';

const API = 'https://api.github.test';
const ROOT = '/repos/o/r';
const MARKER = '<!-- pitboss:v1 answer=7 -->';
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

function comment(id: number, body: string, type = 'Bot') {
  return {
    id,
    body,
    html_url: `https://github.test/o/r/issues/3#issuecomment-${id}`,
    issue_url: `${API}${ROOT}/issues/3`,
    created_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-01-02T03:04:05Z',
    user: { login: type === 'Bot' ? 'pitboss[bot]' : 'mallory', id: 9, type },
  };
}

mockGithub();

describe('reading', () => {
  test('a repository, a tip, a file', async () => {
    nock(API).get(ROOT).reply(200, { default_branch: 'main', private: true, html_url: 'h', clone_url: 'c' });
    nock(API)
      .get(`${ROOT}/git/ref/heads/feature/a%23b`)
      .reply(200, { object: { sha: 'abc' } });
    nock(API).get(`${ROOT}/git/ref/heads/none`).reply(404, { message: 'Not Found' });
    const content = Buffer.from('Grüße\n').toString('base64');
    nock(API)
      .get(`${ROOT}/contents/docs/my%20plan.md?ref=abc`)
      .reply(200, { type: 'file', encoding: 'base64', content, size: 8 });
    nock(API)
      .get(`${ROOT}/contents/docs?ref=abc`)
      .reply(200, [{ name: 'x' }]);
    const api = openApi();
    expect(await api.repository()).toEqual({ defaultBranch: 'main', private: true, htmlUrl: 'h', cloneUrl: 'c' });
    expect(await api.branchTip('feature/a#b')).toBe('abc');
    expect(await api.branchTip('none')).toBeNull();
    expect(await api.file('docs/my plan.md', 'abc')).toBe('Grüße\n');
    expect(await api.file('docs', 'abc')).toBeNull();
  });

  test('whether a pull request is merged; one that does not exist is not', async () => {
    nock(API).get(`${ROOT}/pulls/7`).reply(200, { number: 7, merged: true });
    nock(API).get(`${ROOT}/pulls/8`).reply(200, { number: 8, merged: false });
    nock(API).get(`${ROOT}/pulls/9`).reply(404, { message: 'Not Found' });
    const api = openApi();
    expect([await api.pullMerged(7), await api.pullMerged(8), await api.pullMerged(9)]).toEqual([true, false, false]);
  });

  test('a file beyond what the contents API carries is an error and not an empty text', async () => {
    nock(API)
      .get(`${ROOT}/contents/big?ref=x`)
      .reply(200, { type: 'file', encoding: 'none', content: '', size: 2_000_000 });
    await expect(openApi().file('big', 'x')).rejects.toMatchObject({ code: 'file_too_large' });
  });

  test.each([
    ['admin', 'admin'],
    ['write', 'write'],
    ['maintain', 'write'],
    ['triage', 'read'],
    ['read', 'read'],
    ['none', 'none'],
    ['superuser', 'none'],
  ])('permission %s counts as %s', async (given, expected) => {
    nock(API).get(`${ROOT}/collaborators/ann/permission`).reply(200, { permission: given, role_name: 'x' });
    expect(await openApi().permission('ann')).toBe(expected);
  });

  test('an unknown login has no permission; a server that fails is no answer', async () => {
    nock(API).get(`${ROOT}/collaborators/ghost/permission`).reply(404, { message: 'Not Found' });
    nock(API).get(`${ROOT}/collaborators/ann/permission`).times(4).reply(503, { message: 'down' });
    nock(API).get(`${ROOT}/collaborators/bob/permission`).reply(403, { message: 'Resource not accessible' });
    const api = openApi();
    expect(await api.permission('ghost')).toBe('none');
    await expect(api.permission('ann')).rejects.toMatchObject({ code: 'github_unavailable' });
    await expect(api.permission('bob')).rejects.toMatchObject({ code: 'github_unavailable' });
  });

  test('recent comments come oldest first, without those that are only recently edited', async () => {
    const since = '2026-01-02T03:00:00.000Z';
    const old = { ...comment(1, 'old'), created_at: '2025-01-01T00:00:00Z' };
    nock(API)
      .get(`${ROOT}/issues/comments`)
      .query({ sort: 'created', direction: 'desc', since, per_page: 100, page: 1 })
      .reply(200, [comment(3, 'b', 'User'), comment(2, 'a', 'User'), old]);
    const found = await openApi().recentComments(since);
    expect(found.map((item) => [item.id, item.issue, item.author.login])).toEqual([
      [2, 3, 'mallory'],
      [3, 3, 'mallory'],
    ]);
  });
});

describe('writing a comment', () => {
  const path = `${ROOT}/issues/3/comments`;

  test('whose answer got lost is found by its marker and not written twice', async () => {
    nock(API).post(path).reply(502, { message: 'Bad Gateway' });
    nock(API)
      .get(path)
      .query(true)
      .reply(200, [comment(41, `text\n${MARKER}`)]);
    expect(await openApi().comment(3, `text\n${MARKER}`)).toMatchObject({ id: 41 });
  });

  test('that did not arrive is written again', async () => {
    nock(API).post(path).reply(502, { message: 'Bad Gateway' });
    nock(API)
      .get(path)
      .query(true)
      .reply(200, [comment(5, `forged ${MARKER}`, 'User')]);
    nock(API).post(path).reply(201, comment(42, MARKER));
    expect(await openApi().comment(3, MARKER)).toMatchObject({ id: 42 });
  });

  test('without a marker is not repeated when nobody knows what happened', async () => {
    nock(API).post(path).reply(502, { message: 'Bad Gateway' });
    await expect(openApi().comment(3, 'plain')).rejects.toMatchObject({ code: 'github_unavailable' });
  });

  test('waits as long as a secondary limit asks, and gives up where that is too long', async () => {
    const clock = hastyClock();
    nock(API).post(path).reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '7' });
    nock(API).post(path).reply(201, comment(43, MARKER));
    expect(await openApi(clock).comment(3, MARKER)).toMatchObject({ id: 43 });
    expect(clock.slept).toEqual([7000]);
    nock(API).post(path).reply(429, { message: 'slow down' }, { 'retry-after': '900' });
    await expect(openApi(clock).comment(3, MARKER)).rejects.toMatchObject({ code: 'github_rate_limited' });
  });

  test('is found on the last page first', async () => {
    const link = `<${API}${path}?per_page=100&page=3>; rel="last"`;
    nock(API)
      .get(path)
      .query({ per_page: 100, page: 1 })
      .reply(200, [comment(1, MARKER)], { link });
    nock(API)
      .get(path)
      .query({ per_page: 100, page: 3 })
      .reply(200, [comment(8, MARKER), comment(9, MARKER), comment(10, 'x')]);
    expect(await openApi().findComment(3, MARKER)).toMatchObject({ id: 9 });
  });

  test('edits may be repeated, and a deleted comment is gone', async () => {
    nock(API).patch(`${ROOT}/issues/comments/5`, { body: 'x' }).reply(500, { message: 'oops' });
    nock(API).patch(`${ROOT}/issues/comments/5`, { body: 'x' }).reply(200, comment(5, 'x'));
    nock(API).patch(`${ROOT}/issues/comments/6`).reply(404, { message: 'Not Found' });
    const api = openApi();
    expect(await api.editComment(5, 'x')).toBe('edited');
    expect(await api.editComment(6, 'x')).toBe('gone');
  });

  test('a reaction that exists already is fine', async () => {
    nock(API).post(`${ROOT}/issues/comments/5/reactions`, { content: 'eyes' }).reply(200, { id: 1 });
    await expect(openApi().react(5, 'eyes')).resolves.toBeUndefined();
  });
});
