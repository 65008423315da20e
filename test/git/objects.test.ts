import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AT, BOT, git, type Scene, scene, write } from './support.js';

describe('objects', () => {
  let here: Scene;
  beforeEach(() => {
    here = scene({
      'a.txt': 'one\n',
      'dir/b.txt': 'two\n',
      'dir/sub/c.txt': 'three\n',
      'dir.txt': 'x\n',
      'ünï "q".txt': 'q\n',
    });
  });
  afterEach(() => here.dispose());

  test('files and lists of a fetched commit are those of git', async () => {
    const repository = await here.open();
    await repository.fetch([here.base]);
    expect((await repository.readFile(here.base, 'dir/sub/c.txt'))?.toString()).toBe('three\n');
    expect(await repository.readFile(here.base, 'dir')).toBeNull();
    expect(await repository.readFile(here.base, 'dir/none')).toBeNull();
    expect((await repository.readFile(here.base, 'ünï "q".txt'))?.toString()).toBe('q\n');
    const listed = (await repository.listFiles(here.base, '')).map((e) => `${e.mode} blob ${e.sha}\t${e.path}`);
    expect(listed.join('\0')).toBe(git(here.remote, 'ls-tree', '-r', '-z', here.base).replace(/\0$/, ''));
    expect((await repository.listFiles(here.base, 'dir/')).map((e) => e.path)).toEqual(['dir/b.txt', 'dir/sub/c.txt']);
  });

  test('a commit is byte for byte what git makes, and fsck is content', async () => {
    const repository = await here.open();
    await repository.fetch([here.base]);
    const message = 'subject ä\n\nbody without a final line feed';
    const [sha = ''] = await repository.commit([
      {
        parents: [here.base],
        content: {
          files: new Map<string, string | Buffer | null>([
            ['dir/b.txt', null],
            ['dir/sub/c.txt', null],
            ['dir/new', 'n'],
            ['z/y/x', Buffer.from([0, 255])],
            ['gone', null],
            ['deep/none/x', null],
          ]),
        },
        message,
        author: BOT,
        committer: { name: 'Zoë', email: 'z@example.com' },
        at: '2026-03-01T12:00:00+02:00',
      },
    ]);
    const work = join(here.root, 'expected');
    git(here.root, 'clone', '--quiet', here.remote, work);
    rmSync(join(work, 'dir'), { recursive: true });
    write(work, { 'dir/new': 'n' });
    mkdirSync(join(work, 'z/y'), { recursive: true });
    writeFileSync(join(work, 'z/y/x'), Buffer.from([0, 255]));
    git(work, 'add', '-A');
    const tree = git(work, 'write-tree');
    const raw = `tree ${tree}\nparent ${here.base}\nauthor ${BOT.name} <${BOT.email}> 1772359200 +0200\ncommitter Zoë <z@example.com> 1772359200 +0200\n\n${message}`;
    writeFileSync(join(here.root, 'raw'), raw);
    expect(sha).toBe(git(work, 'hash-object', '-t', 'commit', '-w', join(here.root, 'raw')));
    expect(await repository.readCommit(sha)).toEqual({
      sha,
      tree,
      parents: [here.base],
      message,
      author: BOT,
      committer: { name: 'Zoë', email: 'z@example.com' },
    });
    git(repository.gitDir, 'fsck', '--strict', sha);
  });

  test('a ready tree can be committed, with and without more files; the first commit of a branch has no parent', async () => {
    const repository = await here.open();
    await repository.fetch([here.base]);
    const { tree } = await repository.readCommit(here.base);
    const rest = { message: 'm\n', author: BOT, committer: BOT, at: AT };
    const [plain = '', more = '', orphan = ''] = await repository.commit([
      { parents: [here.base], content: { tree }, ...rest },
      { parents: [here.base], content: { tree, files: new Map([['a.txt/now/a/directory', 'd']]) }, ...rest },
      { parents: [], content: { files: new Map([['schema.json', '{}']]) }, ...rest },
    ]);
    expect((await repository.readCommit(plain)).tree).toBe(tree);
    expect((await repository.listFiles(more, 'a.txt')).map((e) => e.path)).toEqual(['a.txt/now/a/directory']);
    expect((await repository.listFiles(orphan, '')).map((e) => e.path)).toEqual(['schema.json']);
    git(repository.gitDir, 'fsck', '--strict', plain, more, orphan);
  });

  test.each(['../x', 'a//b', '.git/config', 'a/.GIT/x', '', 'a\0b'])(
    'a file cannot be committed as %j',
    async (path) => {
      const repository = await here.open();
      const request = {
        parents: [],
        content: { files: new Map([[path, 'x']]) },
        message: 'm',
        author: BOT,
        committer: BOT,
        at: AT,
      };
      await expect(repository.commit([request])).rejects.toMatchObject({ code: 'git_bad_path' });
    },
  );

  test('large content is read and written whole', async () => {
    const repository = await here.open();
    const big = Buffer.alloc(3_000_001, 'abc\n');
    const request = {
      parents: [],
      content: {
        files: new Map<string, string | Buffer>([
          ['big', big],
          ['small', 's'],
        ]),
      },
      message: 'm',
      author: BOT,
      committer: BOT,
      at: AT,
    };
    const [sha = ''] = await repository.commit([request]);
    const [read, small] = await Promise.all([repository.readFile(sha, 'big'), repository.readFile(sha, 'small')]);
    expect(read?.equals(big)).toBe(true);
    expect(small?.toString()).toBe('s');
  });

  test('what is not here, or is not an object name, is an error that says so', async () => {
    const repository = await here.open();
    await expect(repository.readCommit('1'.repeat(40))).rejects.toMatchObject({ code: 'git_object_missing' });
    await expect(repository.readCommit('HEAD')).rejects.toMatchObject({ code: 'git_not_an_object_name' });
  });

  test('reading costs one process, however much is read', async () => {
    const repository = await here.open();
    await repository.fetch([here.base]);
    const before = repository.processes;
    await Promise.all(Array.from({ length: 50 }, () => repository.readFile(here.base, 'a.txt')));
    await repository.listFiles(here.base, '');
    await repository.fetch([here.base]);
    expect(repository.processes - before).toBe(0);
  });

  test('a diff is bounded and cut at line ends', async () => {
    const repository = await here.open();
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n');
    const rest = { parents: [], message: 'm', author: BOT, committer: BOT, at: AT };
    const [a = '', b = ''] = await repository.commit([
      {
        content: {
          files: new Map([
            ['f', 'x\n'],
            ['.gitattributes', '* -diff\n'],
          ]),
        },
        ...rest,
      },
      {
        content: {
          files: new Map([
            ['f', `${lines}\n`],
            ['.gitattributes', '* -diff\n'],
          ]),
        },
        ...rest,
      },
    ]);
    const whole = await repository.diff(a, b, 1_000_000);
    expect(whole).toContain('+line 2500\n');
    const cut = await repository.diff(a, b, 2000);
    expect(Buffer.byteLength(cut)).toBeLessThan(2100);
    expect(cut).toMatch(/^diff --git/);
    expect(cut).toMatch(/\n\[… \d+ bytes left out …\]\n\+line \d+\n/);
    expect(cut.trimEnd()).toMatch(/\+line 4999$/);
  });

  test('the size of a diff counts lines and binary files, whatever attributes say; what only moved counts nothing', async () => {
    const repository = await here.open();
    const rest = { parents: [], message: 'm', author: BOT, committer: BOT, at: AT };
    const numbers = (from: number) => Array.from({ length: 3000 }, (_, i) => `line ${from + i}\n`).join('');
    const tree = (files: Record<string, string | Buffer>) => ({
      content: { files: new Map(Object.entries(files)) },
      ...rest,
    });
    const [a = '', b = ''] = await repository.commit([
      tree({
        '.gitattributes': '* binary\n',
        f: numbers(0),
        old: numbers(9),
        'tab\t"name': 'x\n',
        picture: Buffer.from([0, 1, 2]),
      }),
      tree({
        '.gitattributes': '* binary\n',
        f: numbers(1),
        new: numbers(9),
        'tab\t"name': 'y\n',
        picture: Buffer.from([0, 1, 3]),
      }),
    ]);
    // One line less at the top and one more at the end of `f`, one changed line in the file with the odd name.
    expect(await repository.diffSize(a, b)).toEqual({ lines: 4, binaries: 1 });
    expect(await repository.diffSize(a, a)).toEqual({ lines: 0, binaries: 0 });
  });
});
