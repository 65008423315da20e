import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import { AT, BOT, git, type Scene, scene, script, write } from './support.js';

describe('the working directory', () => {
  let here: Scene;
  let repository: OpenedRepository;
  let dir: string;
  beforeEach(async () => {
    here = scene({
      '.gitignore': 'node_modules/\nkept-although-ignored\n',
      '.gitattributes': '* text=auto eol=crlf\n*.txt filter=evil ident\n',
      '.pitboss/play/plan.md': 'the plan\n',
      'kept-although-ignored': 'tracked\n',
      'src/a.txt': 'one\r\n$Id$\n',
      'src/b.txt': 'two\n',
    });
    repository = await here.open();
    await repository.fetch([here.base]);
    dir = join(here.root, 'work');
  });
  afterEach(() => here.dispose());

  test('a checkout is byte-exact, clean for the agent, and shows one branch without a remote', async () => {
    await repository.checkout(here.base, dir, 'pitboss/play/x');
    expect(readFileSync(join(dir, 'src/a.txt'), 'utf8')).toBe('one\r\n$Id$\n');
    expect(git(dir, 'status', '--porcelain')).toBe('');
    expect(git(dir, 'symbolic-ref', 'HEAD')).toBe('refs/heads/pitboss/play/x');
    expect(git(dir, 'log', '--format=%s')).toBe('base');
    expect(git(dir, 'remote')).toBe('');
    expect(git(dir, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/pitboss/play/x');
  });

  test('what an agent left behind is gone after the next checkout, except what the commit ignores', async () => {
    await repository.checkout(here.base, dir, 'x');
    const outside = join(here.root, 'outside');
    write(outside, { 'a.txt': 'not yours\n' });
    write(dir, { 'node_modules/m/index.js': 'm', 'junk/j': 'j', '.gitignore': 'junk/\n', 'src/b.txt': 'owt\n' });
    rmSync(join(dir, 'src'), { recursive: true });
    symlinkSync(outside, join(dir, 'src'));
    git(here.root, 'init', '--quiet', join(dir, 'nested'));
    rmSync(join(dir, '.git'), { recursive: true });
    symlinkSync(outside, join(dir, '.git'));
    await repository.checkout(here.base, dir, 'x');
    expect(git(dir, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(dir, 'node_modules/m/index.js'))).toBe(true);
    expect([existsSync(join(dir, 'junk')), existsSync(join(dir, 'nested'))]).toEqual([false, false]);
    expect(lstatSync(join(dir, 'src')).isDirectory()).toBe(true);
    expect(readFileSync(join(outside, 'a.txt'), 'utf8')).toBe('not yours\n');
    expect(existsSync(join(outside, 'HEAD'))).toBe(false);
  });

  test('a file changed behind the back of its timestamp is restored', async () => {
    await repository.checkout(here.base, dir, 'x');
    const file = join(dir, 'src/b.txt');
    execFileSync('sh', ['-c', 'touch -r "$1" ref; printf "TWO\\n" > "$1"; touch -r ref "$1"; rm ref', 'sh', file], {
      cwd: here.root,
    });
    await repository.checkout(here.base, dir, 'x');
    expect(readFileSync(file, 'utf8')).toBe('two\n');
  });

  test('a snapshot holds what changed, with documents of the run taken from the base', async () => {
    await repository.checkout(here.base, dir, 'x');
    write(dir, {
      'src/b.txt': 'TWO\r\n',
      'neu "ä"\nzeile.txt': 'n',
      'node_modules/m.js': 'm',
      'kept-although-ignored': 'still tracked\n',
    });
    write(dir, { '.pitboss/play/plan.md': 'changed by an agent\n', '.pitboss/play/deferred.md': 'd' });
    unlinkSync(join(dir, 'src/a.txt'));
    symlinkSync('/etc/passwd', join(dir, 'src/a.txt'));
    chmodSync(join(dir, '.gitignore'), 0o755);
    const taken = await repository.snapshot(here.base, dir);
    expect(taken.changes.map((c) => `${c.status} ${c.oldMode} ${c.newMode} ${c.path}`)).toEqual([
      'M 100644 100755 .gitignore',
      'M 100644 100644 kept-although-ignored',
      'A 000000 100644 neu "ä"\nzeile.txt',
      'T 100644 120000 src/a.txt',
      'M 100644 100644 src/b.txt',
    ]);
    const raw = git(
      repository.gitDir,
      'diff-tree',
      '-r',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '-z',
      here.base,
      taken.tree,
    );
    const ours = taken.changes.map((c) => [c.oldMode, c.newMode, c.newSha, c.status, c.path].join(' '));
    const theirs = raw
      .replace(/\0$/, '')
      .split('\0:')
      .map((entry) => entry.replace(/^:/, '').replace('\0', ' ').split(' '));
    expect(ours).toEqual(theirs.map(([om, nm, , ns, s, ...path]) => [om, nm, ns, s, path.join(' ')].join(' ')));
    const [sha = ''] = await repository.commit([
      { parents: [here.base], content: { tree: taken.tree }, message: 'm', author: BOT, committer: BOT, at: AT },
    ]);
    expect((await repository.readFile(sha, 'src/b.txt'))?.toString()).toBe('TWO\r\n');
    expect((await repository.readFile(sha, '.pitboss/play/plan.md'))?.toString()).toBe('the plan\n');
    expect(await repository.readFile(sha, 'src/a.txt')).toBeNull();
  });

  test('documents come from the base even where another commit was checked out', async () => {
    const files = new Map([
      ['.pitboss/play/plan.md', 'another plan\n'],
      ['src/b.txt', 'TWO\n'],
    ]);
    const [kept = ''] = await repository.commit([
      { parents: [here.base], content: { files }, message: 'm', author: BOT, committer: BOT, at: AT },
    ]);
    await repository.checkout(kept, dir, 'x');
    const taken = await repository.snapshot(here.base, dir);
    expect(taken.changes.map((c) => c.path)).toEqual(['src/b.txt']);
    expect((await repository.readFile(taken.tree, '.pitboss/play/plan.md'))?.toString()).toBe('the plan\n');
  });

  test('an unchanged directory has the tree of its base', async () => {
    await repository.checkout(here.base, dir, 'x');
    expect(await repository.snapshot(here.base, dir)).toEqual({
      tree: (await repository.readCommit(here.base)).tree,
      changes: [],
    });
  });

  test('a directory that was never checked out here is read against its base all the same', async () => {
    git(here.root, 'clone', '--quiet', here.remote, dir);
    write(dir, { 'src/b.txt': 'two and more\n' });
    const taken = await repository.snapshot(here.base, dir);
    expect(taken.changes.map((c) => c.path)).toContain('src/b.txt');
    expect(taken.changes.map((c) => `${c.status} ${c.path}`)).not.toContain('D kept-although-ignored');
  });

  test('nothing that a hostile .git configures is run or believed', async () => {
    await repository.checkout(here.base, dir, 'x');
    const proof = join(here.root, 'proof');
    const evil = join(here.root, 'evil.sh');
    script(evil, `touch ${proof}; cat`);
    const included = join(here.root, 'included');
    writeFileSync(included, `[core]\n\tfsmonitor = ${evil}\n`);
    writeFileSync(
      join(dir, '.git/config'),
      `[core]\n\tworktree = /\n\tfsmonitor = ${evil}\n\thooksPath = ${here.root}/hooks\n\tautocrlf = true\n\tfileMode = false\n` +
        `[filter "evil"]\n\tclean = ${evil}\n\tsmudge = ${evil}\n\tprocess = ${evil}\n[includeIf "gitdir:/"]\n\tpath = ${included}\n`,
    );
    for (const hook of ['post-checkout', 'post-index-change', 'pre-commit', 'reference-transaction']) {
      script(join(here.root, 'hooks', hook), `touch ${proof}`);
      script(join(dir, '.git/hooks', hook), `touch ${proof}`);
    }
    mkdirSync(join(dir, '.git/info'), { recursive: true });
    writeFileSync(join(dir, '.git/info/exclude'), '*\n');
    write(dir, { 'src/new.txt': 'a\r\n', 'src/b.txt': 'B\r\n', '.gitattributes': '* filter=evil diff=evil text\n' });
    const taken = await repository.snapshot(here.base, dir);
    expect(taken.changes.map((c) => c.path)).toEqual(['.gitattributes', 'src/b.txt', 'src/new.txt']);
    await repository.checkout(here.base, dir, 'x');
    expect(existsSync(proof)).toBe(false);
    expect(git(dir, 'config', '--get-all', 'core.bare')).toBe('false');
  });

  test('a .git that points at somewhere else changes nothing', async () => {
    await repository.checkout(here.base, dir, 'x');
    rmSync(join(dir, '.git'), { recursive: true });
    writeFileSync(join(dir, '.git'), `gitdir: ${here.remote}\n`);
    write(dir, { 'src/b.txt': 'B\n' });
    expect((await repository.snapshot(here.base, dir)).changes.map((c) => c.path)).toEqual(['src/b.txt']);
  });

  test('repositories inside the directory show as gitlinks, with or without a commit', async () => {
    await repository.checkout(here.base, dir, 'x');
    git(here.root, 'init', '--quiet', join(dir, 'unborn'));
    git(here.root, 'clone', '--quiet', here.remote, join(dir, 'born'));
    write(dir, { 'src/b.txt': 'B\n' });
    const { changes } = await repository.snapshot(here.base, dir);
    expect(changes.map((c) => `${c.newMode} ${c.path}`).sort()).toEqual([
      '100644 src/b.txt',
      '160000 born',
      '160000 unborn',
    ]);
  });

  test('a tracked file that became a special file is a reason, not a crash', async () => {
    await repository.checkout(here.base, dir, 'x');
    unlinkSync(join(dir, 'src/b.txt'));
    execFileSync('mkfifo', [join(dir, 'src/b.txt')]);
    await expect(repository.snapshot(here.base, dir)).rejects.toMatchObject({
      code: 'tree_unreadable',
      why: expect.stringContaining('src/b.txt'),
    });
    await repository.checkout(here.base, dir, 'x');
    expect(readFileSync(join(dir, 'src/b.txt'), 'utf8')).toBe('two\n');
  });

  test('a name that git forbids is a reason, not a crash', async () => {
    await repository.checkout(here.base, dir, 'x');
    write(dir, { 'sub/.GIT/config': 'x' });
    await expect(repository.snapshot(here.base, dir)).rejects.toMatchObject({ code: 'tree_unreadable' });
  });

  test('a lock that a killed git left is no obstacle', async () => {
    await repository.checkout(here.base, dir, 'x');
    const index = execFileSync('sh', ['-c', 'ls "$1" | grep pitboss-index', 'sh', repository.gitDir], {
      encoding: 'utf8',
    }).trim();
    writeFileSync(join(repository.gitDir, `${index}.lock`), '');
    expect((await repository.snapshot(here.base, dir)).changes).toEqual([]);
  });

  test('a branch name cannot leave its place', async () => {
    await expect(repository.checkout(here.base, dir, '../../x')).rejects.toMatchObject({ code: 'git_bad_ref' });
  });

  test('two directories of one repository can be used at the same time', async () => {
    const dirs = ['one', 'two', 'three'].map((name) => join(here.root, name));
    await Promise.all(dirs.map((d) => repository.checkout(here.base, d, 'x')));
    dirs.forEach((d, i) => {
      write(d, { 'own.txt': `${i}` });
    });
    const taken = await Promise.all(dirs.map((d) => repository.snapshot(here.base, d)));
    expect(new Set(taken.map((t) => t.tree)).size).toBe(3);
  });
});
