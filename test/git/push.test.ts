import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import { AT, BOT, git, type Scene, scene, script, write } from './support.js';

const CODE = 'refs/heads/pitboss/play/x';
const LEDGER = 'refs/heads/pitboss/ledger';

describe('pushing', () => {
  let here: Scene;
  let repository: OpenedRepository;
  beforeEach(async () => {
    here = scene({ 'a.txt': 'one\n' });
    repository = await here.open();
    await repository.fetch([here.base]);
  });
  afterEach(() => here.dispose());

  async function commitOn(parent: string, content: string, by = repository): Promise<string> {
    const files = new Map([['a.txt', content]]);
    const [sha = ''] = await by.commit([
      { parents: [parent], content: { files }, message: `${content}\n`, author: BOT, committer: BOT, at: AT },
    ]);
    return sha;
  }

  test('refs go out together, and the tips are then where they should be', async () => {
    const sha = await commitOn(here.base, 'two');
    const outcome = await repository.push([
      { ref: CODE, from: null, to: sha },
      { ref: LEDGER, from: null, to: here.base },
      { ref: 'refs/pitboss/wip/r/phase/01', from: null, to: sha },
    ]);
    expect(outcome).toEqual({ kind: 'pushed', atomic: true });
    const tips = await repository.remoteTips([CODE, LEDGER, 'refs/pitboss/wip/r/phase/01', 'refs/heads/none']);
    expect([...tips]).toEqual([
      [LEDGER, here.base],
      [CODE, sha],
      ['refs/pitboss/wip/r/phase/01', sha],
    ]);
  });

  test('a ref whose name ends like the wanted one is not taken for it', async () => {
    git(here.remote, 'update-ref', 'refs/evil/refs/heads/main', here.base);
    expect([...(await repository.remoteTips(['refs/heads/main'])).keys()]).toEqual(['refs/heads/main']);
  });

  test('a tip that somebody moved is stale, and nothing of the push is done', async () => {
    const mine = await commitOn(here.base, 'mine');
    const theirs = await commitOn(here.base, 'theirs');
    await repository.push([{ ref: CODE, from: null, to: theirs }]);
    const outcome = await repository.push([
      { ref: LEDGER, from: null, to: mine },
      { ref: CODE, from: here.base, to: mine },
    ]);
    expect(outcome).toEqual({ kind: 'stale', refs: [CODE], done: [] });
    expect([...(await repository.remoteTips([CODE, LEDGER]))]).toEqual([[CODE, theirs]]);
  });

  test('a ref that must not exist but does is stale; the same tip again is not an error', async () => {
    const mine = await commitOn(here.base, 'mine');
    await repository.push([{ ref: CODE, from: null, to: here.base }]);
    expect(await repository.push([{ ref: CODE, from: null, to: mine }])).toMatchObject({ kind: 'stale', refs: [CODE] });
    expect(await repository.push([{ ref: CODE, from: null, to: here.base }])).toMatchObject({ kind: 'pushed' });
  });

  test('commits of ours may make way for others, but only those that are named, and all of them', async () => {
    const old = await commitOn(here.base, 'old');
    const older = await commitOn(old, 'on top');
    const fresh = await commitOn(here.base, 'fresh');
    await repository.push([{ ref: CODE, from: null, to: older }]);
    const update = { ref: CODE, from: older, to: fresh };
    for (const replaces of [undefined, [], [older], [old]]) {
      const refused = repository.push([{ ...update, ...(replaces === undefined ? {} : { replaces }) }]);
      await expect(refused).rejects.toMatchObject({ code: 'git_unsafe_push' });
    }
    expect(await repository.push([{ ...update, replaces: [older, old] }])).toMatchObject({ kind: 'pushed' });
    expect([...(await repository.remoteTips([CODE]))]).toEqual([[CODE, fresh]]);
  });

  test('a deletion holds its lease too', async () => {
    const mine = await commitOn(here.base, 'mine');
    await repository.push([{ ref: CODE, from: null, to: mine }]);
    expect(await repository.push([{ ref: CODE, from: here.base, to: null }])).toMatchObject({ kind: 'stale' });
    expect(await repository.push([{ ref: CODE, from: mine, to: null }])).toMatchObject({ kind: 'pushed' });
    expect((await repository.remoteTips([CODE])).size).toBe(0);
  });

  test('a tip that does not build on the leased one is never sent, except on our own scratch refs', async () => {
    const one = await commitOn(here.base, 'one more');
    const other = await commitOn(here.base, 'other');
    await repository.push([{ ref: CODE, from: null, to: one }]);
    const before = repository.processes;
    await expect(repository.push([{ ref: CODE, from: one, to: other }])).rejects.toMatchObject({
      code: 'git_unsafe_push',
    });
    await expect(repository.push([{ ref: CODE, from: null, to: null }])).rejects.toMatchObject({
      code: 'git_unsafe_push',
    });
    await expect(repository.push([{ ref: 'CODE', from: null, to: one }])).rejects.toMatchObject({
      code: 'git_bad_ref',
    });
    expect(repository.processes).toBe(before);
    expect(await repository.push([{ ref: CODE, from: one, to: other, replace: true }])).toMatchObject({
      kind: 'pushed',
    });
  });

  test('a chain of our own commits may go out at once; commits of others in between may not', async () => {
    const first = await commitOn(here.base, 'first');
    const second = await commitOn(first, 'second');
    await repository.push([{ ref: CODE, from: null, to: here.base }]);
    expect(await repository.push([{ ref: CODE, from: here.base, to: second }])).toMatchObject({ kind: 'pushed' });
    const stranger = await here.open({ name: 'other.git' });
    await stranger.fetch([second]);
    const third = await commitOn(second, 'third', stranger);
    const fourth = await commitOn(third, 'fourth', stranger);
    await stranger.push([{ ref: LEDGER, from: null, to: fourth }]);
    await repository.fetch([third, fourth]);
    await expect(repository.push([{ ref: CODE, from: second, to: fourth }])).rejects.toMatchObject({
      code: 'git_unsafe_push',
    });
  });

  test('a hook that refuses one ref refuses all, with its own words', async () => {
    script(join(here.remote, 'hooks/update'), 'case $1 in *ledger) echo "GH013: ledger is locked" >&2; exit 1;; esac');
    const sha = await commitOn(here.base, 'two');
    const outcome = await repository.push([
      { ref: CODE, from: null, to: sha },
      { ref: LEDGER, from: null, to: sha },
    ]);
    expect(outcome).toMatchObject({ kind: 'refused', refs: [LEDGER], done: [] });
    expect(outcome).toHaveProperty('message', expect.stringContaining('GH013: ledger is locked'));
    expect((await repository.remoteTips([CODE, LEDGER])).size).toBe(0);
  });

  test('a pre-receive hook refuses the whole push', async () => {
    script(join(here.remote, 'hooks/pre-receive'), 'echo "no pushes on Sunday" >&2; exit 1');
    const sha = await commitOn(here.base, 'two');
    expect(await repository.push([{ ref: CODE, from: null, to: sha }])).toMatchObject({
      kind: 'refused',
      refs: [CODE],
      message: expect.stringContaining('no pushes on Sunday'),
    });
  });

  test('without atomic pushes code goes first, and what was done is told', async () => {
    git(here.remote, 'config', 'receive.advertiseAtomic', 'false');
    const sha = await commitOn(here.base, 'two');
    const both = [
      { ref: CODE, from: null, to: sha },
      { ref: LEDGER, from: null, to: sha },
    ];
    expect(await repository.push(both)).toEqual({ kind: 'pushed', atomic: false });
    const next = await commitOn(sha, 'three');
    const before = repository.processes;
    const partly = await repository.push([
      { ref: CODE, from: sha, to: next },
      { ref: LEDGER, from: null, to: next },
    ]);
    expect(partly).toEqual({ kind: 'stale', refs: [LEDGER], done: [CODE] });
    expect(repository.processes - before).toBe(2);
    expect((await repository.remoteTips([CODE])).get(CODE)).toBe(next);
    script(join(here.remote, 'hooks/update'), 'exit 1');
    const last = await commitOn(next, 'four');
    expect(await repository.push([{ ref: CODE, from: next, to: last }])).toMatchObject({ kind: 'refused', done: [] });
  });

  test('one of two writers with the same lease wins', async () => {
    await repository.push([{ ref: LEDGER, from: null, to: here.base }]);
    const others = await Promise.all(['b.git', 'c.git', 'd.git'].map((name) => here.open({ name })));
    const outcomes = await Promise.all(
      others.map(async (other, index) => {
        await other.fetch([here.base]);
        const sha = await commitOn(here.base, `writer ${index}`, other);
        return other.push([{ ref: LEDGER, from: here.base, to: sha }]);
      }),
    );
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['pushed', 'stale', 'stale']);
  });

  test('a remote that is not there is unreachable or refused, never a crash', async () => {
    const nowhere = await here.open({ name: 'n.git', remote: 'http://127.0.0.1:9/o/r.git' });
    const missing = await here.open({ name: 'm.git', remote: `file://${here.root}/none.git` });
    const file = {
      parents: [],
      content: { files: new Map([['a', 'b']]) },
      message: 'm',
      author: BOT,
      committer: BOT,
      at: AT,
    };
    const [sha = ''] = await nowhere.commit([file]);
    await missing.commit([file]);
    expect(await nowhere.push([{ ref: CODE, from: null, to: sha }])).toMatchObject({ kind: 'unreachable' });
    expect(await missing.push([{ ref: CODE, from: null, to: sha }])).toMatchObject({ kind: 'refused', refs: [CODE] });
    await expect(nowhere.remoteTips([CODE])).rejects.toMatchObject({ code: 'git_remote_unreachable' });
    await expect(nowhere.fetch([CODE])).rejects.toMatchObject({ code: 'git_remote_unreachable' });
  });

  test('a ref that is missing on the remote is named so', async () => {
    await expect(repository.fetch(['refs/heads/none'])).rejects.toMatchObject({ code: 'git_ref_missing' });
    await expect(repository.fetch(['1'.repeat(40)])).rejects.toMatchObject({ code: 'git_ref_missing' });
  });

  test("a laptop's hooks do not run for us, and its objects are borrowed", async () => {
    const proof = join(here.root, 'proof');
    for (const hook of ['pre-receive', 'update', 'post-receive', 'reference-transaction']) {
      script(join(here.remote, 'hooks', hook), `touch ${proof}; exit 1`);
    }
    const laptop = await here.open({ name: 'l.git', remote: here.remote, alternates: join(here.remote, 'objects') });
    await laptop.fetch([here.base]);
    expect(laptop.processes).toBe(1);
    const sha = await commitOn(here.base, 'two', laptop);
    expect(await laptop.push([{ ref: CODE, from: null, to: sha }])).toEqual({ kind: 'pushed', atomic: true });
    expect(existsSync(proof)).toBe(false);
  });

  test('a landed unit and a checkpoint stay within their number of processes', async () => {
    const dir = join(here.root, 'work');
    await repository.checkout(here.base, dir, 'x');
    write(dir, { 'a.txt': 'two\n' });
    const before = repository.processes;
    const { tree } = await repository.snapshot(here.base, dir);
    const rest = { message: 'm\n', author: BOT, committer: BOT, at: AT };
    const [code = '', state = ''] = await repository.commit([
      { parents: [here.base], content: { tree }, ...rest },
      { parents: [], content: { files: new Map([['schema.json', '{}']]) }, ...rest },
    ]);
    await repository.push([
      { ref: CODE, from: null, to: code },
      { ref: LEDGER, from: null, to: state },
    ]);
    expect(repository.processes - before).toBe(2);
    await repository.checkout(code, dir, 'x');
    expect(repository.processes - before).toBe(4);
  });

  test('opening again after a crash finds what was there', async () => {
    const sha = await commitOn(here.base, 'two');
    await repository.push([{ ref: CODE, from: null, to: sha }]);
    write(repository.gitDir, { 'shallow.lock': '' });
    const again = await here.open();
    expect((await again.readCommit(sha)).parents).toEqual([here.base]);
    const third = await commitOn(sha, 'three');
    await again.fetch([CODE]);
    expect(await again.push([{ ref: CODE, from: sha, to: third }])).toMatchObject({ kind: 'pushed' });
  });
});
