import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from './helpers.js';
import { client, commit, DEMO, failure, git, pushTopic, startWorld } from './helpers.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const tip = async (branch = 'main'): Promise<string> => (await world.hub.server.git.resolve('octo/demo', branch)) ?? '';

describe('contents', () => {
  test('creates with 201, updates with 200, and each is one commit on the tip that was there', async () => {
    const before = await tip();
    const file = { ...DEMO, path: 'docs/one.md', message: 'add one' };
    const created = await world.writer.repos.createOrUpdateFileContents({ ...file, content: base64('1') });
    expect(created.status).toBe(201);
    expect(created.data.commit.parents?.[0]?.sha).toBe(before);
    const sha = created.data.content?.sha ?? '';
    const updated = await world.writer.repos.createOrUpdateFileContents({ ...file, content: base64('2'), sha });
    expect(updated.status).toBe(200);
    expect(await world.hub.server.git.read('octo/demo', 'main', 'docs/one.md')).toBe('2');
  });

  test('an existing file needs its SHA (422), and the right one (409)', async () => {
    const file = { ...DEMO, path: 'README.md', message: 'm', content: base64('x') };
    expect(await failure(world.writer.repos.createOrUpdateFileContents(file))).toMatchObject({
      status: 422,
      message: expect.stringContaining('"sha" wasn\'t supplied'),
    });
    const wrong = world.writer.repos.createOrUpdateFileContents({ ...file, sha: 'a'.repeat(40) });
    expect(await failure(wrong)).toMatchObject({
      status: 409,
      message: expect.stringContaining(`README.md does not match ${'a'.repeat(40)}`),
    });
  });

  test('of writers that race for one path exactly one creates it; the others are told', async () => {
    const attempts = Array.from({ length: 6 }, (_, index) =>
      failure(
        world.writer.repos.createOrUpdateFileContents({
          ...DEMO,
          path: 'race/same.json',
          message: 'm',
          content: base64(String(index)),
        }),
      ),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(1);
    expect(statuses.filter((status) => status === 409 || status === 422)).toHaveLength(5);
  });

  test('lists a folder, reads raw text, deletes, and answers 404 afterwards', async () => {
    const file = { ...DEMO, path: 'gone/file.txt' };
    const { data } = await world.writer.repos.createOrUpdateFileContents({
      ...file,
      message: 'm',
      content: base64('x'),
    });
    const folder = await world.stranger.repos.getContent({ ...DEMO, path: 'gone' });
    expect(folder.data).toEqual([expect.objectContaining({ name: 'file.txt', path: 'gone/file.txt', type: 'file' })]);
    const raw = await world.stranger.repos.getContent({ ...file, mediaType: { format: 'raw' } });
    expect(raw.data).toBe('x');
    await world.writer.repos.deleteFile({ ...file, message: 'bye', sha: data.content?.sha ?? '' });
    expect(await failure(world.writer.repos.getContent(file))).toMatchObject({ status: 404 });
    expect(await failure(world.writer.repos.getContent({ ...DEMO, path: 'gone' }))).toMatchObject({ status: 404 });
  });

  test('strangers read and do not write; a push event follows each commit', async () => {
    const file = { ...DEMO, path: 'by.txt', message: 'm', content: base64('x') };
    expect(await failure(world.stranger.repos.createOrUpdateFileContents(file))).toMatchObject({ status: 404 });
    expect(await failure(client(world.hub).repos.createOrUpdateFileContents(file))).toMatchObject({ status: 401 });
    world.events.length = 0;
    await world.writer.repos.createOrUpdateFileContents(file);
    expect(world.events).toMatchObject([{ name: 'push', payload: { after: await tip(), ref: 'refs/heads/main' } }]);
  });
});

describe('refs, trees, commits', () => {
  test('a ref is created once (201, then 422)', async () => {
    const ref = { ...DEMO, ref: 'refs/heads/lock', sha: await tip() };
    expect((await world.writer.git.createRef(ref)).status).toBe(201);
    const again = await failure(world.writer.git.createRef(ref));
    expect(again).toMatchObject({ status: 422, message: expect.stringContaining('Reference already exists') });
    expect((await world.writer.git.getRef({ ...DEMO, ref: 'heads/lock' })).data.object.type).toBe('commit');
    const unknown = failure(world.writer.git.createRef({ ...ref, ref: 'refs/heads/n', sha: 'b'.repeat(40) }));
    expect(await unknown).toMatchObject({ status: 422, message: expect.stringContaining('Object does not exist') });
  });

  test('of several creations at once exactly one wins', async () => {
    const ref = { ...DEMO, ref: 'refs/heads/only-one', sha: await tip() };
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => failure(world.writer.git.createRef(ref))));
    expect(outcomes.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 422)).toHaveLength(4);
  });

  test('an update that is not a fast forward is refused unless forced; deletion of nothing is 422', async () => {
    const first = await tip();
    const orphan = await world.writer.git.createCommit({
      ...DEMO,
      message: 'o',
      tree: await treeOf(first),
      parents: [],
    });
    await world.writer.git.createRef({ ...DEMO, ref: 'refs/heads/moving', sha: first });
    const move = { ...DEMO, ref: 'heads/moving', sha: orphan.data.sha };
    const refused = await failure(world.writer.git.updateRef(move));
    expect(refused).toMatchObject({ status: 422, message: expect.stringContaining('Update is not a fast forward') });
    expect((await world.writer.git.updateRef({ ...move, force: true })).data.object.sha).toBe(orphan.data.sha);
    expect((await world.writer.git.deleteRef({ ...DEMO, ref: 'heads/moving' })).status).toBe(204);
    expect(await failure(world.writer.git.deleteRef({ ...DEMO, ref: 'heads/moving' }))).toMatchObject({ status: 422 });
  });

  test('objects made over the API have the SHAs that git gives them', async () => {
    const parent = await tip();
    const { data: blob } = await world.writer.git.createBlob({
      ...DEMO,
      content: base64('\u0000bin'),
      encoding: 'base64',
    });
    const tree = await world.writer.git.createTree({
      ...DEMO,
      base_tree: await treeOf(parent),
      tree: [
        { path: 'x/run.sh', mode: '100755', type: 'blob', sha: blob.sha },
        { path: 'x.txt', mode: '100644', type: 'blob', content: 'text' },
        { path: 'README.md', mode: '100644', type: 'blob', sha: null },
      ],
    });
    const author = { name: 'Jörg', email: 'j@example.test', date: '2026-02-03T04:05:06+05:30' };
    const message = 'no final newline';
    const made = await world.writer.git.createCommit({
      ...DEMO,
      message,
      tree: tree.data.sha,
      parents: [parent],
      author,
    });
    const dir = world.hub.server.git.dir('octo/demo');
    expect((await git(dir, 'log', '-1', '--format=%an %aI %T', made.data.sha)).stdout).toBe(
      `Jörg 2026-02-03T04:05:06+05:30 ${tree.data.sha}`,
    );
    const listed = (await git(dir, 'ls-tree', '-r', '--name-only', made.data.sha)).stdout.split('\n');
    expect(listed).toContain('x/run.sh');
    expect(listed).not.toContain('README.md');
    expect((await git(dir, 'fsck', '--strict')).code).toBe(0);
    const shown = await world.writer.git.getTree({ ...DEMO, tree_sha: made.data.sha, recursive: '1' });
    expect(shown.data.tree).toContainEqual(expect.objectContaining({ path: 'x/run.sh', mode: '100755', size: 4 }));
  });

  test('compare and commits agree with git', async () => {
    const { clone, sha } = await pushTopic(world);
    const compared = await world.stranger.repos.compareCommitsWithBasehead({ ...DEMO, basehead: 'main...topic' });
    expect(compared.data).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, commits: [{ sha }] });
    expect(compared.data.files).toMatchObject([
      { filename: 'a.txt', status: 'added', additions: 1, patch: '@@ -0,0 +1 @@\n+one' },
    ]);
    await git(clone, 'mv', 'a.txt', 'b.txt');
    const renamed = await commit(clone, 'c.txt', 'c\n');
    await git(clone, 'push', '--quiet', 'origin', 'topic');
    const shown = await world.stranger.repos.getCommit({ ...DEMO, ref: renamed });
    expect(shown.data.files).toMatchObject([
      { filename: 'b.txt', status: 'renamed', previous_filename: 'a.txt' },
      { filename: 'c.txt', status: 'added' },
    ]);
    const listed = await world.stranger.repos.listCommits({ ...DEMO, sha: 'topic', per_page: 1 });
    expect(listed.data.map((each) => each.sha)).toEqual([renamed]);
    expect(listed.headers.link).toContain('rel="next"');
  });

  test('a protected ref is refused over the API too', async () => {
    world.hub.settings('octo/demo').protect('refs/heads/frozen', 'Nobody may do this.');
    const refused = failure(world.writer.git.createRef({ ...DEMO, ref: 'refs/heads/frozen', sha: await tip() }));
    expect(await refused).toMatchObject({ status: 422, message: expect.stringContaining('Nobody may do this.') });
  });

  test('an integration may not bring in workflow files by file, nor by ref', async () => {
    const token = world.hub.server.mintJobToken({ repository: 'octo/demo', permissions: { contents: 'write' } });
    const job = client(world.hub, token);
    const path = '.github/workflows/ci.yml';
    const file = { ...DEMO, path, message: 'm', content: base64('on: push') };
    expect(await failure(job.repos.createOrUpdateFileContents(file))).toMatchObject({ status: 403 });
    const parent = await tip();
    const tree = [{ path, mode: '100644', type: 'blob', content: 'on: push' }] as const;
    const made = await job.git.createTree({ ...DEMO, base_tree: await treeOf(parent), tree: [...tree] });
    const built = await job.git.createCommit({ ...DEMO, message: 'm', tree: made.data.sha, parents: [parent] });
    const ref = { ...DEMO, ref: 'refs/heads/ci', sha: built.data.sha };
    expect(await failure(job.git.createRef(ref))).toMatchObject({ status: 403 });
    expect((await job.git.createRef({ ...ref, sha: parent })).status).toBe(201);
    expect((await world.writer.repos.createOrUpdateFileContents(file)).status).toBe(201);
  });

  test('an empty repository says so', async () => {
    await world.hub.createRepository({ owner: 'octo', name: 'empty' });
    const empty = { owner: 'octo', repo: 'empty' };
    expect(await failure(world.owner.repos.getContent({ ...empty, path: 'a' }))).toMatchObject({ status: 404 });
    expect(await failure(world.owner.git.getRef({ ...empty, ref: 'heads/main' }))).toMatchObject({ status: 409 });
    const file = { ...empty, path: 'a', message: 'first', content: base64('a') };
    expect((await world.owner.repos.createOrUpdateFileContents(file)).status).toBe(201);
  });
});

async function treeOf(sha: string): Promise<string> {
  return (await world.writer.git.getCommit({ ...DEMO, commit_sha: sha })).data.tree.sha;
}
