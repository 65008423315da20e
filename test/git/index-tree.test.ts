import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { objectId } from '../../src/git/objects/object-id.js';
import { treeOfIndex } from '../../src/git/work-tree/index-tree.js';
import { git } from './support.js';

jest.setTimeout(120_000);

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) {
    rmSync(root, { recursive: true, force: true });
  }
});

function emptyRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-index-'));
  roots.push(root);
  git(root, 'init', '--quiet', '--template=', '--initial-branch=main');
  return root;
}

/** The index as we read it; counts the trees that we had to write. */
async function ours(root: string): Promise<{ readonly tree: string | null; readonly written: number }> {
  let written = 0;
  const write = async (type: 'blob' | 'tree' | 'commit' | 'tag', body: Buffer) => {
    written += 1;
    return objectId(type, body);
  };
  const tree = await treeOfIndex(readFileSync(join(root, '.git/index')), { write });
  return { tree, written };
}

type Kind = 'file' | 'executable' | 'link';
type Files = readonly (readonly [string, Kind, string])[];

function put(root: string, files: Files): void {
  for (const [path, kind, content] of files) {
    const full = join(root, path);
    try {
      mkdirSync(dirname(full), { recursive: true });
      rmSync(full, { recursive: true, force: true });
      if (kind === 'link') {
        symlinkSync(content === '' ? 'x' : content, full);
      } else {
        writeFileSync(full, content);
        chmodSync(full, kind === 'executable' ? 0o755 : 0o644);
      }
    } catch {
      // A file stands where a folder should be: this one is left out.
    }
  }
}

// Names around the slash in git's order, of several lengths, and beyond ASCII.
const name = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'ab', 'b', 'ä', 'Z', 'x'.repeat(70), 'é.ts', 'a b', '0');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const file = fc.tuple(path, fc.constantFrom<Kind>('file', 'executable', 'link'), fc.constantFrom('', 'one\n', 'two\n'));
const files = fc.array(file, { minLength: 1, maxLength: 25 });

describe('the tree of an index', () => {
  test('is the one that git writes, at first and after each change, with and without what git has noted', async () => {
    const property = fc.asyncProperty(files, files, fc.boolean(), async (first, second, noted) => {
      const root = emptyRepository();
      for (const round of [first, second]) {
        put(root, round);
        git(root, 'add', '-A');
        const { tree } = await ours(root);
        // Writing the tree makes git note it in the index; a copy of the index keeps it from doing so.
        writeFileSync(join(root, '.git/copy'), readFileSync(join(root, '.git/index')));
        const env = { ...process.env, ...(noted ? {} : { GIT_INDEX_FILE: join(root, '.git/copy') }) };
        expect(tree).toBe(execFileSync('git', ['write-tree'], { cwd: root, env, encoding: 'utf8' }).trim());
      }
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test('writes only what git has not noted', async () => {
    const root = emptyRepository();
    const paths = ['a/1', 'a/2', 'b/c/3', 'b/4', '5'];
    put(
      root,
      paths.map((each) => [each, 'file', each] as const),
    );
    // Files as young as the index are looked at again, and their folders with them.
    for (const each of paths) {
      utimesSync(join(root, each), 1_000_000_000, 1_000_000_000);
    }
    git(root, 'add', '-A');
    expect((await ours(root)).written).toBe(4);
    git(root, 'write-tree');
    expect((await ours(root)).written).toBe(0);
    put(root, [['b/4', 'file', 'changed']]);
    git(root, 'add', '-A');
    // The root and `b`; `a` and `b/c` stand as noted.
    expect((await ours(root)).written).toBe(2);
  });

  test('holds nested repositories as git does', async () => {
    const root = emptyRepository();
    const inner = join(root, 'sub');
    mkdirSync(inner);
    git(inner, 'init', '--quiet', '--template=');
    git(inner, 'commit', '--quiet', '--allow-empty', '-m', 'x');
    git(root, 'add', '-A');
    expect((await ours(root)).tree).toBe(git(root, 'write-tree'));
  });

  test('of an empty index is the empty tree', async () => {
    const root = emptyRepository();
    git(root, 'read-tree', '--empty');
    expect((await ours(root)).tree).toBe(git(root, 'write-tree'));
  });
});

describe('an index that we do not read is left to git', () => {
  test.each([
    ['of another version', (root: string) => git(root, 'update-index', '--index-version', '4')],
    ['with an entry that has no content yet', (root: string) => git(root, 'add', '--intent-to-add', 'later')],
    ['that is split', (root: string) => git(root, 'update-index', '--split-index')],
    [
      'with a conflict',
      (root: string) => {
        const blob = git(root, 'rev-parse', ':a/1');
        const line = `100644 ${blob} 1\tc\n`;
        execFileSync('git', ['update-index', '--index-info'], { cwd: root, input: line });
      },
    ],
  ])('%s', async (_, change) => {
    const root = emptyRepository();
    put(root, [['a/1', 'file', 'x']]);
    git(root, 'add', '-A');
    put(root, [['later', 'file', 'y']]);
    change(root);
    expect((await ours(root)).tree).toBeNull();
  });

  test('and so is one that is cut off anywhere', async () => {
    const root = emptyRepository();
    put(root, [
      ['a/1', 'file', 'x'],
      ['b', 'file', 'y'],
    ]);
    git(root, 'add', '-A');
    git(root, 'write-tree');
    const whole = readFileSync(join(root, '.git/index'));
    const write = async () => 'written';
    for (let length = 0; length < whole.length; length += 1) {
      expect(await treeOfIndex(whole.subarray(0, length), { write })).toBeNull();
    }
  });
});
