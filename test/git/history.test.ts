import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import { git, type Scene, scene, write } from './support.js';

let world: Scene;
let repository: OpenedRepository;
let clone: string;

beforeEach(async () => {
  world = scene({ 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' });
  repository = await world.open();
  clone = join(world.root, 'clone');
  git(world.root, 'clone', '--quiet', world.remote, clone);
});
afterEach(() => world.dispose());

/** Commits these files on the branch that is checked out, pushes them to `work` and returns the commit. */
function commit(files: Readonly<Record<string, string>>, message = 'change'): string {
  write(clone, files);
  git(clone, 'add', '-A');
  git(clone, 'commit', '--quiet', '-m', message);
  git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/work');
  return git(clone, 'rev-parse', 'HEAD');
}

const descent = (tip: string, from = world.base) => repository.descent({ ref: 'refs/heads/work', tip, from });

describe('whether a tip descends from a commit', () => {
  test('names the commits on top, newest first, although the copy at hand has no history', async () => {
    const [first, second] = [commit({ 'x.txt': '1' }), commit({ 'x.txt': '2' })];
    await repository.fetch(['refs/heads/work', world.base]);
    const found = await descent(second);
    expect(found.kind === 'descends' && found.commits.map(({ sha }) => sha)).toEqual([second, first]);
  });

  test('a merge counts with what it brought along, and what both have does not', async () => {
    const ours = commit({ 'x.txt': '1' });
    git(clone, 'checkout', '--quiet', '-b', 'side', world.base);
    const side = commit({ 'y.txt': '1' });
    git(clone, 'checkout', '--quiet', '-');
    git(clone, 'merge', '--quiet', '--no-edit', 'side');
    git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/work');
    const merge = git(clone, 'rev-parse', 'HEAD');
    const found = await descent(merge, ours);
    expect(found.kind === 'descends' && found.commits.map(({ sha }) => sha)).toEqual([merge, side]);
  });

  test('a rewritten branch does not', async () => {
    const old = commit({ 'x.txt': '1' });
    git(clone, 'push', '--quiet', 'origin', `${old}:refs/heads/kept`);
    git(clone, 'reset', '--quiet', '--hard', world.base);
    expect(await descent(commit({ 'x.txt': '2' }), old)).toEqual({ kind: 'unrelated' });
  });
});

describe('a merge of trees', () => {
  async function merge(theirs: Readonly<Record<string, string>>) {
    const ours = commit({ 'a.txt': 'ONE\ntwo\nthree\n' });
    git(clone, 'checkout', '--quiet', '-b', 'side', world.base);
    const side = commit(theirs);
    git(clone, 'push', '--quiet', 'origin', `${ours}:refs/heads/ours`);
    await repository.fetch(['refs/heads/work', 'refs/heads/ours', world.base]);
    return repository.mergeTrees({ base: world.base, ours, theirs: side });
  }

  test('holds both sides', async () => {
    const merged = await merge({ 'a.txt': 'one\ntwo\nTHREE\n', 'new.txt': 'n\n' });
    const tree = merged.kind === 'clean' ? merged.tree : '';
    expect((await repository.readFile(tree, 'a.txt'))?.toString()).toBe('ONE\ntwo\nTHREE\n');
    expect((await repository.listFiles(tree, '')).map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'new.txt']);
  });

  test('names the paths in which the sides conflict', async () => {
    expect(await merge({ 'a.txt': 'Uno\ntwo\nthree\n', 'b.txt': 'fine\n' })).toEqual({
      kind: 'conflict',
      paths: ['a.txt'],
    });
  });
});
