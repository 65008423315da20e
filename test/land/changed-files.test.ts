import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BOUNDS, type ChangeSet } from '../../src/integrity/change-set.js';
import { changedFiles } from '../../src/land/changed-files.js';
import { write } from '../git/support.js';
import { type LandScene, landScene } from './support.js';

const open: LandScene[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((scene) => scene.dispose()));
});

async function changed(base: Record<string, string>, change: (dir: string) => void): Promise<ChangeSet> {
  const scene = await landScene({ base });
  open.push(scene);
  change(scene.dir);
  const snapshot = await scene.repository.snapshot(scene.base, scene.dir);
  return changedFiles(scene.repository, scene.base, snapshot);
}

const paths = (set: ChangeSet): readonly string[] => set.files.map(({ path }) => path);

describe('the files of a change', () => {
  test('come with both texts, and those that cannot concern tests are left out', async () => {
    const base = { 'a.test.ts': 'one\n', 'b.ts': 'two\n', 'gone.py': 'x\n', 'read.md': 'y\n' };
    const set = await changed(base, (dir) => {
      write(dir, { 'a.test.ts': 'three\r\n', 'read.md': 'z\n', 'new.go': 'w\n' });
      rmSync(join(dir, 'gone.py'));
    });
    expect(set).toEqual({
      files: [
        { path: 'a.test.ts', before: 'one\n', after: 'three\n' },
        { path: 'gone.py', before: 'x\n', after: null },
        { path: 'new.go', before: null, after: 'w\n' },
      ],
      unread: [],
    });
  });

  test('never lead through a link', async () => {
    const set = await changed({ 'a.test.ts': 'one\n' }, (dir) => {
      rmSync(join(dir, 'a.test.ts'));
      symlinkSync('/etc/passwd', join(dir, 'a.test.ts'));
    });
    expect(set.files).toEqual([{ path: 'a.test.ts', before: 'one\n', after: null }]);
  });

  test('are not read where they are too large, binary or one long line; hidden is what could be read before', async () => {
    const base = {
      'a.test.ts': 'one\n',
      'b.test.ts': 'one\n',
      'c.test.ts': 'one\n',
      'd.test.ts': 'x'.repeat(BOUNDS.fileBytes + 1),
    };
    const { files, unread } = await changed(base, (dir) => {
      write(dir, {
        'a.test.ts': 'x\n'.repeat(BOUNDS.fileBytes / 2 + 1),
        'b.test.ts': 'a\0b',
        'c.test.ts': 'x'.repeat(BOUNDS.lineLength + 1),
        'd.test.ts': 'small\n',
      });
    });
    expect(files).toEqual([]);
    expect(unread).toEqual([
      { path: 'a.test.ts', why: 'is too large', hidden: true },
      { path: 'b.test.ts', why: 'is no text', hidden: true },
      { path: 'c.test.ts', why: 'has very long lines', hidden: true },
      { path: 'd.test.ts', why: 'is too large', hidden: false },
    ]);
  });

  test('are bounded together, and tests that were there come first', async () => {
    const big = 'x\n'.repeat(BOUNDS.fileBytes / 2);
    const { files, unread } = await changed({ 'z.test.ts': 'one\n' }, (dir) => {
      mkdirSync(join(dir, 'src'));
      for (let index = 10; index < 30; index += 1) {
        writeFileSync(join(dir, 'src', `a${index}.ts`), big);
      }
      write(dir, { 'z.test.ts': 'two\n' });
    });
    expect(files[0]).toEqual({ path: 'z.test.ts', before: 'one\n', after: 'two\n' });
    expect(paths({ files, unread }).length + unread.length).toBe(21);
    expect(unread.length).toBeGreaterThan(3);
    expect(unread.every(({ hidden }) => !hidden)).toBe(true);
  });
});
