import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import { AT, BOT, git, type Scene, scene, write } from './support.js';

const LIMITS = { maxBytes: 100_000, maxContent: 100_000 };

describe('a bundle of one commit', () => {
  let here: Scene;
  let sender: OpenedRepository;
  let file: string;
  beforeEach(async () => {
    here = scene({ 'a.txt': 'one\n' });
    sender = await here.open({ name: 'sender.git' });
    await sender.fetch([here.base]);
    file = join(here.root, 'tree.bundle');
  });
  afterEach(() => here.dispose());

  async function commit(parents: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
    const content = { files: new Map(Object.entries(files)) };
    const [sha = ''] = await sender.commit([
      { parents, content, message: 'work\n', author: BOT, committer: BOT, at: AT },
    ]);
    return sha;
  }

  async function taken(limits: Partial<typeof LIMITS> = {}) {
    const receiver = await here.open({ name: 'receiver.git' });
    await receiver.fetch([here.base]);
    return { receiver, result: await receiver.unbundle({ file, base: here.base, ...LIMITS, ...limits }) };
  }

  test('comes out as it went in, and stands under no name', async () => {
    const sha = await commit([here.base], { 'b.txt': 'two\n' });
    await sender.bundle(sha, here.base, file);
    const { receiver, result } = await taken();
    expect(result).toEqual({ ok: true, value: sha });
    expect((await receiver.readFile(sha, 'b.txt'))?.toString()).toBe('two\n');
    expect(git(receiver.gitDir, 'for-each-ref', '--contains', sha)).toBe('');
  });

  test('is refused when it holds more than one commit, or stands on another base', async () => {
    const first = await commit([here.base], { 'b.txt': 'two\n' });
    await sender.bundle(await commit([first], { 'c.txt': 'three\n' }), here.base, file);
    expect((await taken()).result).toEqual({
      ok: false,
      error: expect.stringContaining('on the base of the order alone'),
    });
    await sender.bundle(await commit([first], { 'd.txt': 'four\n' }), first, file);
    expect((await taken()).result).toEqual({ ok: false, error: expect.stringContaining('one commit on the base') });
  });

  test('is refused when it is too large, packed or unpacked', async () => {
    await sender.bundle(await commit([here.base], { 'b.txt': 'x'.repeat(50_000) }), here.base, file);
    expect((await taken({ maxBytes: 50 })).result).toEqual({
      ok: false,
      error: expect.stringContaining('more than 50'),
    });
    const { result } = await taken({ maxContent: 40_000 });
    expect(result).toEqual({ ok: false, error: expect.stringContaining('50000 bytes together') });
  });

  test('is refused when it is damaged, or no bundle at all', async () => {
    await sender.bundle(await commit([here.base], { 'b.txt': 'two\n' }), here.base, file);
    const whole = readFileSync(file);
    truncateSync(file, whole.length - 10);
    expect((await taken()).result).toEqual({ ok: false, error: expect.stringContaining('cannot be read') });
    writeFileSync(file, 'something else\n');
    expect((await taken()).result.ok).toBe(false);
    appendFileSync(file, whole);
    expect((await taken()).result.ok).toBe(false);
  });

  test('is refused when a tree in it holds what must never be checked out', async () => {
    const seed = join(here.root, 'seed');
    git(here.root, 'init', '--quiet', seed);
    write(seed, { x: 'x\n' });
    git(seed, 'add', 'x');
    const blob = git(seed, 'rev-parse', ':x');
    const inner = Buffer.concat([Buffer.from('100644 config\0'), Buffer.from(blob, 'hex')]);
    writeFileSync(join(here.root, 'inner'), inner);
    const dir = git(seed, 'hash-object', '-t', 'tree', '-w', '--literally', join(here.root, 'inner'));
    const outer = Buffer.concat([Buffer.from('40000 .git\0'), Buffer.from(dir, 'hex')]);
    writeFileSync(join(here.root, 'outer'), outer);
    const tree = git(seed, 'hash-object', '-t', 'tree', '-w', '--literally', join(here.root, 'outer'));
    git(seed, 'fetch', '--quiet', here.remote, 'main');
    const evil = git(seed, 'commit-tree', tree, '-p', here.base, '-m', 'evil');
    git(seed, 'update-ref', 'refs/pitboss/unfinished', evil);
    git(seed, 'bundle', 'create', '--quiet', file, 'refs/pitboss/unfinished', `^${here.base}`);
    expect((await taken()).result).toEqual({ ok: false, error: expect.stringContaining('cannot be read') });
  });
});
