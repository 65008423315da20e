import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkTree, escapes } from '../../src/land/check-tree.js';
import { git, write } from '../git/support.js';
import { type LandScene, landScene } from './support.js';

const SECRET = 'sk-test-0123456789abcdef';
let world: LandScene;
beforeEach(async () => {
  world = await landScene({
    base: { 'a.txt': 'one\n', 'sub/b.txt': 'two\n', '.github/workflows/ci.yml': 'on: push\n' },
  });
});
afterEach(() => world.dispose());

async function verdict(options: { protectWorkflows?: boolean } = {}) {
  const { changes } = await world.repository.snapshot(world.base, world.dir);
  return checkTree(world.dir, changes, { protectWorkflows: options.protectWorkflows ?? true, secrets: [SECRET] });
}

const at = (path: string) => join(world.dir, path);

describe('an honest tree', () => {
  test('passes: new, changed, removed files, links inside', async () => {
    write(world.dir, { 'new/c.txt': 'x', 'a.txt': 'changed\n' });
    rmSync(at('sub/b.txt'));
    symlinkSync('../a.txt', at('new/link'));
    symlinkSync('new', at('folder-link'));
    expect(await verdict()).toBeNull();
  });
});

describe('what halts', () => {
  test.each<[string, () => void, RegExp]>([
    ['a nested repository without a commit', () => git(world.dir, 'init', '--quiet', 'nested'), /nested is a nested/],
    [
      'a nested repository with a commit',
      () => {
        git(world.dir, 'init', '--quiet', 'nested');
        git(at('nested'), 'commit', '--quiet', '--allow-empty', '-m', 'x');
      },
      /nested is a nested repository or submodule/,
    ],
    ['an absolute link', () => symlinkSync('/etc/passwd', at('link')), /link is a link that leaves/],
    ['a link to a folder above', () => symlinkSync('../../secret', at('sub/link')), /sub\/link is a link that leaves/],
    ['a link into .git', () => symlinkSync('.git/config', at('link')), /link is a link that leaves/],
    ['a link into .git by another spelling', () => symlinkSync('sub/../.GIT/hooks', at('link')), /leaves/],
    [
      'two links that leave together, each harmless by its text',
      () => {
        symlinkSync('..', at('sub/up'));
        symlinkSync('sub/up/..', at('out'));
      },
      /out is a link that leaves/,
    ],
    [
      'a file name that is not UTF-8',
      () => writeFileSync(Buffer.concat([Buffer.from(`${world.dir}/x-`), Buffer.from([0xff, 0xfe])]), SECRET),
      /cannot be looked at under this name/,
    ],
  ])('%s', async (_, act, why) => {
    act();
    expect(await verdict()).toMatchObject({ code: 'unsafe_tree', why: expect.stringMatching(why) });
  });

  test('a pipe in place of a tracked file, which looks deleted', async () => {
    rmSync(at('a.txt'));
    execFileSync('mkfifo', [at('a.txt')]);
    const change = {
      status: 'D',
      path: 'a.txt',
      oldMode: '100644',
      newMode: '000000',
      newSha: '0'.repeat(40),
    } as const;
    const halt = await checkTree(world.dir, [change], { protectWorkflows: true, secrets: [SECRET] });
    expect(halt?.why).toBe('`a.txt was replaced by a special file`.');
  });

  test('a file that GitHub would refuse for its size', async () => {
    const file = openSync(at('big.bin'), 'w');
    ftruncateSync(file, 100 * 1024 * 1024 + 1);
    closeSync(file);
    const change = {
      status: 'A',
      path: 'big.bin',
      oldMode: '000000',
      newMode: '100644',
      newSha: '1'.repeat(40),
    } as const;
    const halt = await checkTree(world.dir, [change], { protectWorkflows: true, secrets: [] });
    expect(halt).toMatchObject({ code: 'unsafe_tree', why: expect.stringContaining('big.bin is larger than 100 MiB') });
  });

  test.each([
    ['added', () => write(world.dir, { '.github/workflows/new.yml': 'on: push\n' })],
    ['changed', () => write(world.dir, { '.github/workflows/ci.yml': 'on: pull_request\n' })],
    ['removed', () => rmSync(at('.github/workflows'), { recursive: true })],
    ['added in another case', () => write(world.dir, { '.GitHub/Workflows/new.yml': 'on: push\n' })],
  ])('a workflow file that was %s, unless that is allowed', async (_, act) => {
    act();
    expect(await verdict()).toMatchObject({ code: 'workflows_protected' });
    expect(await verdict({ protectWorkflows: false })).toBeNull();
  });

  test.each<[string, () => void]>([
    ['a file', () => writeFileSync(at('x.txt'), Buffer.from(`a${SECRET}`).toString('base64'))],
    ['a file name', () => writeFileSync(at(`x-${SECRET}`), '')],
    ['the target of a link', () => symlinkSync(`sub/${SECRET}`, at('link'))],
  ])('a secret in %s', async (_, act) => {
    act();
    expect(await verdict()).toMatchObject({ code: 'secret_found' });
  });

  test('files that git ignores are nobody’s business', async () => {
    write(world.dir, { '.gitignore': 'cache/\n', 'cache/key': SECRET });
    mkdirSync(at('cache/deep'));
    expect(await verdict()).toBeNull();
  });
});

test.each([
  ['a/b', '../c', false],
  ['a/b', '../../c', true],
  ['a', '.', false],
  ['a', '', true],
  ['a', '/x', true],
  ['a', 'b/../../c', true],
  ['a', 'x/.git', true],
  ['a', '.gitignore', false],
  ['a', '..x/y', false],
])('a link at %s to %s leaves: %s', (path, target, leaves) => {
  expect(escapes(path, target)).toBe(leaves);
});
