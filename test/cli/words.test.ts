import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { planText } from '../run/samples.js';
import { PROGRAM, type Sandbox, sandbox } from './support/sandbox.js';

/** An agent whose work never passes the tests. */
const SCRIPT = `
otherwise:
  edits: [{ path: "x.txt", content: "bad\\n" }]
  usage: { input: 10, output: 1, usd: 0.25 }
`;

let box: Sandbox;
beforeEach(() => {
  box = sandbox({
    '.github/pitboss.yml': 'agent: { backend: script }\ntests: { command: "false" }\n',
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml': SCRIPT,
  });
});
afterEach(() => box.close());

test('the plain aliases do what the casino words do', () => {
  expect(box.pitboss('run').code).toBe(1);
  expect(box.pitboss('resume')).toMatchObject({ code: 1, err: expect.stringContaining('resumed at fix') });
  const folded = box.pitboss('abort').out;
  expect(folded).toMatch(/^folded run /);
  const id = folded.split(' ')[2] ?? '';
  expect(box.pitboss('fold', id)).toMatchObject({ code: 0, err: expect.stringContaining('is folded already') });
  expect(box.pitboss('rebuy', id)).toMatchObject({ code: 4, err: expect.stringContaining('[run_over]') });
  expect(box.pitboss('stop').err).toContain('[no_run]');
});

test('status where nothing was played names the plan that would be', () => {
  expect(box.pitboss('status')).toMatchObject({
    code: 0,
    out: 'run: not started (`pitboss play` starts one)\nplan: phase 01 of 2 — Title 01 (1)\n',
  });
  expect(JSON.parse(box.pitboss('status', '--json').out)).toEqual({
    schema: 1,
    command: 'status',
    status: 'not_started',
    run_id: null,
    record: null,
    deferred: [],
    notes: [],
    limits: [],
    plan: { phases: 2, current_phase: '01' },
  });
});

test('a configuration that cannot be read starts nothing, and the repair fits a terminal', () => {
  const file = join(box.repo, '.github/pitboss.yml');
  rmSync(file);
  mkdirSync(file);
  const played = box.pitboss('play');
  expect(played.code).toBe(4);
  expect(played.err).toBe(
    [
      'error: The configuration is invalid. [config_invalid]',
      '  .github/pitboss.yml: error: the file cannot be read: it is a folder.',
      '  Correct .github/pitboss.yml, then give the command again.',
      '',
    ].join('\n'),
  );
  expect(box.pitboss('status').out).toContain('run: not started');
});

test('help that was asked for is no mistake; no command is one', () => {
  expect(box.pitboss('help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Usage: pitboss ') });
  expect(box.pitboss('help', 'play')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('--no-sweep') });
  expect(box.pitboss()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: pitboss ') });
  expect(box.pitboss('help', 'ply')).toMatchObject({ code: 2 });
});

test('a repository that git refuses, and a git that is not there, are told apart from no repository', () => {
  box.git('init', '--quiet', '--bare', 'bare.git');
  expect(box.pitbossIn({ folder: 'bare.git' }, 'status')).toMatchObject({
    code: 4,
    err: expect.stringMatching(/\[repository_unusable\]\n {2}fatal: this operation must be run in a work tree\n/),
  });
  const none = box.pitbossIn({ env: { PATH: box.root } }, 'status');
  expect([none.code, none.err]).toEqual([4, expect.stringContaining('[git_not_started]')]);
});

test('a reader that goes away ends nothing', () => {
  const line = `'${process.execPath}' '${PROGRAM}' play 2>&1 | true; '${process.execPath}' '${PROGRAM}' status`;
  const { stdout } = spawnSync('sh', ['-c', line], { cwd: box.repo, env: box.env, encoding: 'utf8' });
  expect(stdout).toMatch(/^run: \S+ \(halted, /);
});

test('an empty or relative XDG_STATE_HOME counts as unset', () => {
  box.pitbossIn({ env: { XDG_STATE_HOME: 'here' } }, 'play');
  box.pitbossIn({ env: { XDG_STATE_HOME: '' } }, 'play');
  expect([existsSync(join(box.repo, 'here')), existsSync(join(box.repo, 'pitboss'))]).toEqual([false, false]);
  expect(existsSync(join(box.root, '.local/state/pitboss'))).toBe(true);
});

test('a folder for working trees that cannot be made is refused with its name', () => {
  const inFile = join(box.repo, 'a.txt', 'state');
  box.write({ 'a.txt': 'a file\n' });
  expect(box.pitbossIn({ env: { XDG_STATE_HOME: inFile } }, 'play')).toMatchObject({
    code: 4,
    err: expect.stringMatching(/^error: The folder \S+a\.txt\S+ cannot be made\. \[state_unwritable\]\n/),
  });
});

test('commands that read leave no trace in the repository or beside it', () => {
  box.pitboss('status');
  box.pitboss('doctor');
  box.pitboss('play', '--dry-run');
  expect(existsSync(join(box.root, 'state'))).toBe(false);
});
