import { beforeEach, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { stableJson } from '../../src/base/stable-json.js';
import { runPath } from '../../src/ledger/paths.js';
import { restInbox } from '../../src/ledger/rest-inbox.js';
import { mockGithub } from '../support/mock-github.js';
import { instantClock, quiet, record, trigger } from './support.js';

const FILE = '/repos/o/r/contents/triggers%2F2026-03%2Fk.json';
const TIP = 'a'.repeat(40);
const RUN = '20260301T100000Z-abcdef';

mockGithub();

describe('the inbox over REST', () => {
  let clock: ReturnType<typeof instantClock>;
  beforeEach(() => {
    clock = instantClock();
  });

  const github = () => nock('https://api.github.com');
  const inbox = () =>
    restInbox({
      octokit: new Octokit({ log: quiet }),
      owner: 'o',
      repo: 'r',
      branch: 'pitboss/ledger',
      clock,
      random: () => 0.5,
    });

  test('a new command is one write', async () => {
    const sent: unknown[] = [];
    github()
      .put(FILE, (body) => sent.push(body) > 0)
      .reply(201, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
    const content = Buffer.from(stableJson(trigger('k'))).toString('base64');
    expect(sent).toEqual([{ branch: 'pitboss/ledger', message: `trigger k: play ${trigger('k').run_id}`, content }]);
  });

  test('a command that is there is known', async () => {
    github().put(FILE).reply(422, { message: 'Invalid request.\n\n"sha" wasn\'t supplied.' });
    github().get(FILE).query({ ref: 'pitboss/ledger' }).reply(200, {});
    expect(await inbox().add(trigger('k'))).toBe('known');
  });

  test('a 422 for another reason is an error with the words of GitHub', async () => {
    github().put(FILE).reply(422, { message: 'Repository rule violations found' });
    github().get(FILE).query(true).reply(404, {});
    await expect(inbox().add(trigger('k'))).rejects.toMatchObject({
      code: 'ledger_refused',
      why: expect.stringContaining('rule violations'),
    });
  });

  test('a branch that moved meanwhile is tried again, five times at most', async () => {
    github().put(FILE).times(2).reply(409, { message: 'is at b but expected a' });
    github().put(FILE).reply(201, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
    expect(clock.slept).toEqual([40, 80]);
    github().put(FILE).times(6).reply(409, { message: 'is at b but expected a' });
    await expect(inbox().add(trigger('k'))).rejects.toMatchObject({ code: 'ledger_refused' });
    expect(clock.slept).toHaveLength(7);
  });

  test('a secret in the content is not sent again', async () => {
    github().put(FILE).reply(409, { message: 'Secret detected in content' });
    await expect(inbox().add(trigger('k'))).rejects.toMatchObject({ code: 'ledger_refused' });
  });

  test('after a lost answer the file is looked for before it is sent again', async () => {
    github().put(FILE).reply(502, {});
    github().get(FILE).query(true).reply(200, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
    github().put(FILE).replyWithError('socket hang up');
    github().get(FILE).query(true).reply(404, {});
    github().put(FILE).reply(201, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
  });

  test('a file that turns up after a lost answer is taken for ours', async () => {
    github().put(FILE).reply(500, {});
    github().get(FILE).query(true).reply(404, {});
    github().put(FILE).reply(422, { message: '"sha" wasn\'t supplied.' });
    github().get(FILE).query(true).reply(200, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
  });

  test('the first command of a repository makes the orphan branch, with itself in it', async () => {
    const trees: unknown[] = [];
    github().put(FILE).reply(404, { message: 'Branch pitboss/ledger not found' });
    github()
      .post('/repos/o/r/git/trees', (body) => trees.push(body) > 0)
      .reply(201, { sha: 't' });
    github()
      .post('/repos/o/r/git/commits', { message: `trigger k: play ${trigger('k').run_id}`, tree: 't', parents: [] })
      .reply(201, { sha: 'c' });
    github().post('/repos/o/r/git/refs', { ref: 'refs/heads/pitboss/ledger', sha: 'c' }).reply(201, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
    expect(trees).toEqual([
      {
        tree: [
          { path: 'schema.json', mode: '100644', type: 'blob', content: '{\n  "schema": 1\n}\n' },
          { path: 'triggers/2026-03/k.json', mode: '100644', type: 'blob', content: stableJson(trigger('k')) },
        ],
      },
    ]);
  });

  test('when another replica makes the branch first, the command is added to it', async () => {
    github().put(FILE).reply(404, {});
    github().post('/repos/o/r/git/trees').reply(201, { sha: 't' });
    github().post('/repos/o/r/git/commits').reply(201, { sha: 'c' });
    github().post('/repos/o/r/git/refs').reply(422, { message: 'Reference already exists' });
    github().put(FILE).reply(201, {});
    expect(await inbox().add(trigger('k'))).toBe('added');
  });

  test('a missing permission is told, not retried', async () => {
    github().put(FILE).reply(403, { message: 'Resource not accessible by integration' });
    await expect(inbox().add(trigger('k'))).rejects.toMatchObject({
      code: 'ledger_refused',
      fix: expect.stringContaining('contents: write'),
    });
    expect(clock.slept).toEqual([]);
  });

  test('no branch reads as an empty ledger', async () => {
    github().get('/repos/o/r/git/ref/heads%2Fpitboss%2Fledger').reply(404, {});
    expect(await inbox().read()).toMatchObject({ tip: null, triggers: [] });
  });

  test('a reading takes contents by their hash, and asks for none twice', async () => {
    const tree = [
      { path: 'triggers', type: 'tree', sha: 's0' },
      { path: 'triggers/2026-03/k.json', type: 'blob', sha: 's1' },
      { path: runPath(RUN, 'run.json'), type: 'blob', sha: 's2' },
      { path: runPath(RUN, 'plan.md'), type: 'blob', sha: 's3' },
    ];
    const ref = () => github().get('/repos/o/r/git/ref/heads%2Fpitboss%2Fledger');
    ref()
      .times(2)
      .reply(200, { object: { sha: TIP } });
    github()
      .get(`/repos/o/r/git/trees/${TIP}`)
      .query({ recursive: '1' })
      .times(2)
      .reply(200, { tree, truncated: false });
    blob('s1', trigger('k'));
    blob('s2', record(RUN));
    const box = inbox();
    const state = await box.read();
    expect(state).toMatchObject({ tip: TIP, triggers: [trigger('k')], problems: [] });
    expect([...state.runs.keys()]).toEqual([RUN]);
    expect(await box.read()).toEqual(state);
  });

  test('an answer that GitHub cut short is completed directory by directory', async () => {
    const trees = (sha: string, recursive: boolean) =>
      github()
        .get(`/repos/o/r/git/trees/${sha}`)
        .query(recursive ? { recursive: '1' } : {});
    github()
      .get('/repos/o/r/git/ref/heads%2Fpitboss%2Fledger')
      .reply(200, { object: { sha: TIP } });
    trees(TIP, true).reply(200, { truncated: true, tree: [] });
    trees(TIP, false).reply(200, {
      tree: [
        { path: 'triggers', type: 'tree', sha: 'tt' },
        { path: 'runs', type: 'tree', sha: 'rr' },
        { path: 'spend', type: 'tree', sha: 'ss' },
        { path: 'drafts', type: 'tree', sha: 'dd' },
      ],
    });
    const days = ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'];
    trees('ss', true).reply(200, { tree: days.map((day) => ({ path: `${day}.json`, type: 'blob', sha: day })) });
    trees('tt', true).reply(200, { tree: [{ path: '2026-03/k.json', type: 'blob', sha: 's1' }] });
    trees('rr', true).reply(200, { truncated: true, tree: [] });
    trees('rr', false).reply(200, { tree: [{ path: RUN, type: 'tree', sha: 'r1' }] });
    trees('r1', true).reply(200, { tree: [{ path: 'run.json', type: 'blob', sha: 's2' }] });
    blob('s1', trigger('k'));
    blob('s2', record(RUN));
    // Of the spending only the newest days are asked for.
    for (const day of days.slice(1)) {
      blob(day, { schema: 1, day, runs: {} });
    }
    const state = await inbox().read();
    expect([state.triggers.length, state.runs.size]).toEqual([1, 1]);
    expect([...state.spend.keys()]).toEqual(days.slice(1));
  });

  function blob(sha: string, value: unknown): void {
    const content = Buffer.from(stableJson(value)).toString('base64');
    github().get(`/repos/o/r/git/blobs/${sha}`).reply(200, { content, encoding: 'base64' });
  }
});
