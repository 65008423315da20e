import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { captureProtected, changedPaths, restoreProtected, unkeepable } from '../../src/work/policy/protected-files.js';
import { write } from '../git/support.js';
import { carriedOut, PLAN_TEXT, shellAgent } from './support.js';

/** Somebody to whom locks apply; they do not to the superuser. */
const NOBODY = 65_534;
const superuser = process.getuid?.() === 0;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pitboss-bounds-'));
  if (superuser) {
    chownSync(dir, NOBODY, NOBODY);
    process.seteuid?.(NOBODY);
  }
  write(dir, { '.pitboss/play/plan.md': 'plan', '.pitboss/a/b.md': 'b', '.github/workflows/ci.yml': 'on: push' });
});
afterEach(() => {
  if (superuser) {
    process.seteuid?.(0);
  }
  rmSync(dir, { recursive: true, force: true });
});

const path = (name: string) => join(dir, name);
const BOUNDS = { fileBytes: 100, totalBytes: 150, entries: 10 };

/** Does something to the tree between two captures and undoes it; gives the paths that were seen to differ. */
async function undone(act: () => void): Promise<readonly string[]> {
  const before = await captureProtected(dir, true, BOUNDS);
  expect(unkeepable(before)).toEqual([]);
  act();
  const changed = changedPaths(before, await captureProtected(dir, true, BOUNDS));
  await restoreProtected(dir, before, changed);
  expect(changedPaths(before, await captureProtected(dir, true, BOUNDS))).toEqual([]);
  expect(readFileSync(path('.pitboss/a/b.md'), 'utf8')).toBe('b');
  return changed;
}

describe('what an agent leaves is seen and undone', () => {
  test('a new file that is too large', async () => {
    expect(await undone(() => writeFileSync(path('.pitboss/a/x'), 'x'.repeat(101)))).toEqual(['.pitboss/a/x']);
  });

  test('a file of 3 GiB, which no buffer holds', async () => {
    const grow = () => {
      writeFileSync(path('.pitboss/a/x'), '');
      truncateSync(path('.pitboss/a/x'), 3 * 1024 ** 3);
    };
    expect(await undone(grow)).toEqual(['.pitboss/a/x']);
    expect(existsSync(path('.pitboss/a/x'))).toBe(false);
  });

  test('files that are too large together', async () => {
    const act = () => write(dir, { '.pitboss/a/x': 'x'.repeat(90), '.pitboss/a/y': 'y'.repeat(90) });
    expect(await undone(act)).toEqual(expect.arrayContaining(['.pitboss/a/x', '.pitboss/a/y']));
    expect(existsSync(path('.pitboss/a/y'))).toBe(false);
  });

  test('more files than are looked at, those beside them too', async () => {
    const many = Array.from({ length: 20 }, (_, index) => [`.pitboss/a/${index}`, 'x'] as const);
    await undone(() => write(dir, Object.fromEntries(many)));
    expect(many.filter(([name]) => existsSync(path(name)))).toEqual([]);
  });

  test.each([
    ['a locked file', '.pitboss/a/b.md', 0o000],
    ['a locked folder', '.pitboss/a', 0o000],
    ['a folder that can be listed but not entered', '.pitboss/a', 0o400],
    ['a locked folder of everything of ours', '.pitboss', 0o000],
    ['a locked folder of the workflows', '.github', 0o000],
    ['a lock on the whole tree', '.', 0o000],
  ])('%s', async (_, name, mode) => {
    expect(await undone(() => chmodSync(path(name), mode))).not.toEqual([]);
    expect(readFileSync(path('.github/workflows/ci.yml'), 'utf8')).toBe('on: push');
  });

  test('a new locked folder with a locked folder in it, inside a folder that may not be changed', async () => {
    const act = () => {
      write(dir, { '.pitboss/a/x/y/z': 'z' });
      for (const name of ['.pitboss/a/x/y', '.pitboss/a/x']) {
        chmodSync(path(name), 0o000);
      }
      chmodSync(path('.pitboss/a'), 0o500);
    };
    expect(await undone(act)).toEqual(['.pitboss/a/x']);
    expect(existsSync(path('.pitboss/a/x'))).toBe(false);
  });

  test('a change within a folder that may not be changed', async () => {
    const act = () => {
      rmSync(path('.pitboss/a/b.md'));
      chmodSync(path('.pitboss/a'), 0o500);
    };
    expect(await undone(act)).toEqual(['.pitboss/a/b.md']);
  });
});

test('a tree that cannot be kept whole is told of, with reasons', async () => {
  write(dir, { '.pitboss/large': 'x'.repeat(101) });
  mkdirSync(path('.github/workflows/many'));
  for (let index = 0; index < 20; index += 1) {
    appendFileSync(path(`.github/workflows/many/${index}`), '');
  }
  expect(unkeepable(await captureProtected(dir, true, BOUNDS))).toEqual([
    '.pitboss/large is too large',
    '.github/workflows/many holds too many files',
  ]);
});

describe('in a unit', () => {
  beforeEach(() => {
    if (superuser) {
      process.seteuid?.(0);
    }
  });

  test('on a base that cannot be kept, no agent is started', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: 'echo x > 01.txt' }),
      tree: { '.pitboss/large.bin': 'x'.repeat(4 * 1024 * 1024 + 1) },
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'unsafe_tree', why: expect.stringContaining('.pitboss/large.bin is too large') },
    });
    expect(done.kinds('dispatch_started')).toEqual([]);
  });

  test('a flood among our files halts the run, and work set aside earlier is not lost with it', async () => {
    const deferred = '## Deferred items\n\n- [ ] later\n';
    const flood = 'mkdir -p .pitboss/play; cd .pitboss/play; seq 1 6000 | xargs touch; truncate -s 3G huge';
    const done = await carriedOut({ agent: shellAgent({ implementer: flood }), deferred });
    expect(done.result).toMatchObject({ halt: { code: 'plan_tampered' }, progress: { deferred } });
    expect(done.read('.pitboss/play/plan.md')).toBe(PLAN_TEXT);
    expect([done.has('.pitboss/play/1'), done.has('.pitboss/play/huge')]).toEqual([false, false]);
    expect(lstatSync(join(done.dir, '.pitboss/play')).isDirectory()).toBe(true);
  });
});
