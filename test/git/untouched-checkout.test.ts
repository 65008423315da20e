import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import { AT, BOT, git, type Scene, scene, write } from './support.js';

const UNTOUCHED = { untouched: true };

describe('a checkout into a directory that nothing touched since its snapshot', () => {
  let here: Scene;
  let repository: OpenedRepository;
  let dir: string;
  afterEach(() => here.dispose());

  async function open(files: Readonly<Record<string, string>>): Promise<void> {
    here = scene({ 'a.txt': 'one\n', ...files });
    repository = await here.open();
    await repository.fetch([here.base]);
    dir = join(here.root, 'work');
    await repository.checkout(here.base, dir, 'x');
  }

  /** An agent changes a file and leaves a document; the change becomes a commit. */
  async function land(): Promise<string> {
    write(dir, { 'a.txt': 'two\n', 'new/b.txt': 'b\n', '.pitboss/play/left-over.md': 'mine\n' });
    const { tree } = await repository.snapshot(here.base, dir);
    const request = { parents: [here.base], content: { tree }, message: 'two', author: BOT, committer: BOT, at: AT };
    const [commit = ''] = await repository.commit([request]);
    return commit;
  }

  async function processesOf(work: () => Promise<void>): Promise<number> {
    const before = repository.processes;
    await work();
    return repository.processes - before;
  }

  describe('of a repository without documents of ours', () => {
    beforeEach(() => open({}));

    test('costs no process and leaves what a full one would', async () => {
      const commit = await land();
      expect(await processesOf(() => repository.checkout(commit, dir, 'y', UNTOUCHED))).toBe(0);
      expect(existsSync(join(dir, '.pitboss'))).toBe(false);
      expect(git(dir, 'status', '--porcelain')).toBe('');
      expect(git(dir, 'rev-parse', 'y')).toBe(commit);
    });

    test('is a full one where the commit is not what the directory held', async () => {
      await land();
      expect(await processesOf(() => repository.checkout(here.base, dir, 'y', UNTOUCHED))).toBe(2);
      expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('one\n');
      expect(existsSync(join(dir, 'new'))).toBe(false);
    });

    test('is a full one when nobody vouches for the directory', async () => {
      const commit = await land();
      write(dir, { 'a.txt': 'changed again\n' });
      await repository.checkout(commit, dir, 'y');
      expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('two\n');
    });

    test('is a full one after another checkout, whose files no snapshot has seen', async () => {
      const commit = await land();
      await repository.checkout(here.base, dir, 'y');
      await repository.checkout(commit, dir, 'y', UNTOUCHED);
      expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('two\n');
    });
  });

  test('is a full one where the commit has documents of ours', async () => {
    await open({ '.pitboss/play/plan.md': 'the plan\n' });
    const commit = await land();
    write(dir, { '.pitboss/play/plan.md': 'no plan\n' });
    await repository.checkout(commit, dir, 'y', UNTOUCHED);
    expect(readFileSync(join(dir, '.pitboss/play/plan.md'), 'utf8')).toBe('the plan\n');
    expect(existsSync(join(dir, '.pitboss/play/left-over.md'))).toBe(false);
  });
});
