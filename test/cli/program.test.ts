import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { git, write } from '../git/support.js';
import { planText } from '../run/samples.js';

jest.setTimeout(60_000);

const program = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/pitboss.js');

const SCRIPT = `
steps:
  - when: { unit: phase/02, role: implementer }
    edits: [{ path: 02.txt, content: "bad\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { role: fixer }
    edits: [{ path: 02.txt, content: "still bad\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  usage: { input: 10, output: 1, usd: 0.25 }
`;
const GOOD_SCRIPT = SCRIPT.replace('"bad', '"good').replace('"still bad', '"good');
const CONFIG =
  'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "! grep -q bad 02.txt 2>/dev/null" }\n';

let root: string;
let repo: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pitboss-cli-'));
  repo = join(root, 'project');
  git(root, 'init', '--quiet', '--initial-branch=main', repo);
  write(repo, {
    'a.txt': 'one\n',
    '.github/pitboss.yml': CONFIG,
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml': GOOD_SCRIPT,
  });
  git(repo, 'add', '-A', '-f');
  git(repo, 'commit', '--quiet', '-m', 'base');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const environment = () => ({ PATH: process.env.PATH ?? '', HOME: root, XDG_STATE_HOME: join(root, 'state') });

function pitboss(...args: string[]) {
  const run = spawnSync(process.execPath, [program, ...args], { cwd: repo, env: environment(), encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** Everything of the user's that a run must leave alone. */
function belongings(): string {
  return [
    git(repo, 'status', '--porcelain=v2', '--branch'),
    git(repo, 'diff', 'HEAD'),
    git(repo, 'diff', '--cached'),
    git(repo, 'stash', 'list'),
    git(repo, 'for-each-ref', 'refs/heads/main', 'refs/stash'),
    git(repo, 'config', '--list', '--local'),
  ].join('\n---\n');
}

describe('play', () => {
  test('carries a plan out on a branch of its own and leaves a dirty tree, index and stash as they were', () => {
    write(repo, { 'a.txt': 'stashed\n' });
    git(repo, 'stash');
    write(repo, { 'a.txt': 'staged\n' });
    git(repo, 'add', 'a.txt');
    write(repo, { 'a.txt': 'dirty\n', 'untracked.txt': 'mine\n' });
    const before = belongings();
    const played = pitboss('play');
    expect(played).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^run \S+ finished: 2 phases on branch (\S+)\n/),
    });
    expect(belongings()).toBe(before);
    const [, branch = ''] = /on branch (\S+)/.exec(played.out) ?? [];
    expect(git(repo, 'log', '--format=%s', `main..${branch}`).split('\n')).toEqual([
      '[pitboss] phase 02: Title 02',
      '[pitboss] phase 01: Title 01',
    ]);
    expect(git(repo, 'show', `${branch}:a.txt`)).toBe('one');
    expect(git(repo, 'diff', '--name-only', 'main', branch, '--', '.pitboss')).toBe('');
    const status = pitboss('status');
    expect(status.out).toMatch(/^run: \S+ \(finished, started /);
    expect(status.out).toContain('completed: 01, 02');
    expect(status.out).toContain('cost: $0.5000 (22 tokens)');
    expect(JSON.parse(pitboss('status', '--json').out)).toMatchObject({
      status: 'finished',
      record: { completed: ['01', '02'], branch },
      deferred: [],
    });
  });

  test('that halts exits 1; rebuy goes on at the stage, and a finished run cannot be rebought', () => {
    write(repo, { '.pitboss/agent-script.yml': SCRIPT });
    const played = pitboss('play');
    expect(played.code).toBe(1);
    expect(played.err).toMatch(/The tests failed, and the fixer could not mend them\. \[tests_failed\]/);
    expect(pitboss('status').out).toMatch(
      /\(halted, [\s\S]*plan: phase 02 of 2 — Title 02 \(2, at fix\)[\s\S]*`pitboss rebuy \S+`/,
    );
    write(repo, { '.pitboss/agent-script.yml': GOOD_SCRIPT });
    const rebought = pitboss('rebuy');
    expect([rebought.code, rebought.err]).toEqual([0, expect.stringContaining('resumed at fix')]);
    const id = /run (\S+) finished/.exec(rebought.out)?.[1] ?? '';
    expect(pitboss('rebuy', id)).toMatchObject({ code: 4, err: expect.stringContaining('[run_over]') });
    expect(pitboss('fold', id)).toMatchObject({ code: 0, err: expect.stringContaining('finished already') });
  });

  test('that runs out of money exits 3', () => {
    write(repo, { '.github/pitboss.yml': `${CONFIG}budgets: { max_total_usd: 0.25 }\n` });
    expect(pitboss('play')).toMatchObject({ code: 3, err: expect.stringContaining('[budget_exceeded]') });
  });

  test('is stopped by a signal, saves its work, and the same plan goes on where it was', async () => {
    write(repo, {
      '.pitboss/agent-script.yml': GOOD_SCRIPT.replace('otherwise:', 'otherwise:\n  output: [at work]\n  hang: true'),
    });
    const child = spawn(process.execPath, [program, 'play'], {
      cwd: repo,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await said(child, 'at work');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(1);
    expect(pitboss('status').out).toContain('[interrupted]');
    write(repo, { '.pitboss/agent-script.yml': GOOD_SCRIPT });
    const again = pitboss('play');
    expect([again.code, again.err]).toEqual([
      0,
      expect.stringContaining('of this plan is unfinished; going on with it'),
    ]);
  });

  test('is folded from another terminal while an agent works', async () => {
    write(repo, {
      '.pitboss/agent-script.yml': GOOD_SCRIPT.replace('otherwise:', 'otherwise:\n  output: [at work]\n  hang: true'),
    });
    const child = spawn(process.execPath, [program, 'play'], {
      cwd: repo,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exit = exitOf(child);
    await said(child, 'at work');
    expect(pitboss('fold')).toMatchObject({ code: 0, out: expect.stringContaining('told the process') });
    expect(await exit).toBe(2);
    expect(pitboss('status').out).toMatch(/\(folded, /);
  });
});

/** Resolves once the program has printed a text to standard error. */
function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = '';
    child.stderr?.on('data', (piece) => {
      seen += String(piece);
      if (seen.includes(text)) {
        resolve();
      }
    });
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

test('fold ends a halted run and keeps what landed', () => {
  write(repo, { '.pitboss/agent-script.yml': SCRIPT });
  pitboss('play');
  const folded = pitboss('fold');
  expect(folded).toMatchObject({ code: 0, out: expect.stringMatching(/^folded run \S+ on branch \S+\n$/) });
  const branch = folded.out.trim().split(' ').at(-1) ?? '';
  expect(git(repo, 'log', '--format=%s', `main..${branch}`)).toBe('[pitboss] phase 01: Title 01');
});

describe('what is refused', () => {
  test('a plan that cannot be read, with its line; no run and no branch', () => {
    writeFileSync(join(repo, 'bad.md'), '---\ncurrent_phase: "01"\n---\n\n# Phase 02: x\n\ny\n\n# Phase 01: z\n\nw\n');
    const refused = pitboss('play', '--plan', 'bad.md');
    expect(refused).toMatchObject({ code: 4, err: expect.stringMatching(/^error: bad\.md:?\s?\S*\s?9/) });
    expect(git(repo, 'for-each-ref', 'refs/heads/pitboss', 'refs/pitboss')).toBe('');
  });

  test.each([
    ['a plan that is missing', ['play', '--plan', 'none.md'], 4, /\[plan_missing\]/],
    ['a run that does not exist', ['status', 'nope'], 4, /\[unknown_run\]/],
    ['a rebuy without any run', ['rebuy'], 4, /\[no_run\]/],
    ['a fold without any run', ['fold'], 4, /\[no_run\]/],
    ['a command that does not exist', ['bet'], 2, /^error: Unknown command 'bet'\. \[usage\]\n/],
    ['a command that is mistyped', ['plya'], 2, /The nearest that exists: play\./],
    ['--json without a form for programs', ['play', '--json'], 4, /\[json_needs_dry_run\]/],
    ['an option that does not exist', ['play', '--fast'], 2, /^error: Unknown option '--fast'\. \[usage\]\n/],
  ])('%s', (_, args, code, words) => {
    const refused = pitboss(...args);
    expect([refused.code, refused.err]).toEqual([code, expect.stringMatching(words)]);
  });

  test('a configuration that is invalid, with path and line', () => {
    write(repo, { '.github/pitboss.yml': 'agent: { backend: script }\nretries: { fixer_max_attempts: 99 }\n' });
    expect(pitboss('play')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/pitboss\.yml[\s\S]*2[\s\S]*fixer_max_attempts/),
    });
  });

  test('a prompt that cannot be used, before any agent starts', () => {
    write(repo, { '.pitboss/prompts/fixer.md': 'Mend it.\n{test_outptu}\n{deferred}\n' });
    git(repo, 'add', '-f', '.pitboss/prompts/fixer.md');
    git(repo, 'commit', '--quiet', '-m', 'prompt');
    const played = pitboss('play');
    expect(played).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\[prompt_invalid\][\s\S]*prompts\/fixer\.md:2: .*Did you mean `\{test_output\}`\?/),
    });
    expect(played.err).not.toContain('implementer started');
    git(repo, 'rm', '--quiet', '.pitboss/prompts/fixer.md');
    git(repo, 'commit', '--quiet', '-m', 'no prompt');
    expect(pitboss('rebuy').code).toBe(0);
  });

  test('a folder that is no repository, and one without a commit', () => {
    const bare = {
      cwd: root,
      env: { ...environment(), GIT_CEILING_DIRECTORIES: dirname(root) },
      encoding: 'utf8',
    } as const;
    const none = spawnSync(process.execPath, [program, 'play'], bare);
    expect([none.status, none.stderr]).toEqual([4, expect.stringContaining('[no_repository]')]);
    git(root, 'init', '--quiet', join(root, 'empty'));
    const empty = spawnSync(process.execPath, [program, 'play'], { ...bare, cwd: join(root, 'empty') });
    expect([empty.status, empty.stderr]).toEqual([4, expect.stringContaining('[no_commit]')]);
  });
});

test('help and version need no repository', () => {
  const options = { cwd: root, env: environment(), encoding: 'utf8' } as const;
  const help = spawnSync(process.execPath, [program, '--help'], options);
  expect([help.status, help.stdout]).toEqual([0, expect.stringContaining('rebuy')]);
  expect(spawnSync(process.execPath, [program, '--version'], options)).toMatchObject({ status: 0, stdout: '0.1.0\n' });
});
