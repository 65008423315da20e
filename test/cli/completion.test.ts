import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { renderCliDoc } from '../../src/cli/cli-doc.js';
import { type Actions, commandTree, SHELLS } from '../../src/cli/command-tree.js';
import { completionScript } from '../../src/cli/completion/completion-script.js';
import { PROGRAM } from './support/sandbox.js';

const nothing = async () => {};
const ACTIONS: Actions = {
  init: nothing,
  doctor: nothing,
  plan: nothing,
  play: nothing,
  rebuy: nothing,
  sweep: nothing,
  status: nothing,
  note: nothing,
  fold: nothing,
  prompts: { list: nothing, validate: nothing, create: nothing },
  grind: nothing,
  skip: nothing,
  pause: nothing,
  completion: nothing,
};
const tree = () => commandTree(ACTIONS, '0.0.0');

const has = (name: string) => spawnSync(name, ['--version']).status === 0;

describe.each(SHELLS)('completion for %s', (shell) => {
  const script = completionScript(shell, tree());

  test('knows every command, alias and option of the program', () => {
    const words = tree().commands.flatMap((command) => [
      command.name(),
      ...command.aliases(),
      ...command.options.flatMap(({ long }) => (long ?? '').slice(2)),
    ]);
    expect(words).toEqual(expect.arrayContaining(['play', 'run', 'abort', 'dry-run', 'json', 'import', 'plan']));
    expect(words.filter((word) => !script.includes(word))).toEqual([]);
  });

  test('is what the real program prints', () => {
    const printed = spawnSync(process.execPath, [PROGRAM, 'completion', shell], { encoding: 'utf8', cwd: '/' });
    expect([printed.status, printed.stdout]).toEqual([0, script]);
  });

  if (has(shell)) {
    test('is accepted by the shell', () => {
      const checked = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
      expect([checked.status, checked.stderr]).toEqual([0, '']);
    });
  } else {
    test.skip(`is accepted by the shell: SKIPPED, ${shell} is not installed here`, () => {});
  }
});

describe('bash completes', () => {
  /** What bash offers for a command line whose last word is being written. */
  function offered(...words: string[]): readonly string[] {
    const run = `${completionScript('bash', tree())}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pitboss; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', run, 'bash', ...words], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean);
  }

  test('commands and their aliases', () => {
    expect([...offered('pitboss', 'r')].sort()).toEqual(['rebuy', 'resume', 'run']);
    expect(offered('pitboss', 'doc')).toEqual(['doctor']);
  });

  test('options of the command, behind global ones too', () => {
    expect(offered('pitboss', 'play', '--')).toEqual(expect.arrayContaining(['--plan', '--dry-run', '--json']));
    expect(offered('pitboss', '-v', 'run', '--p')).toEqual(['--plan', '--pr']);
    expect(offered('pitboss', 'status', '--p')).toEqual([]);
  });

  test('and leaves no variable behind in the shell of the user', () => {
    const run = `before=$(compgen -v); ${completionScript('bash', tree())}
COMP_WORDS=(pitboss pl); COMP_CWORD=1; _pitboss; compgen -v | grep -vxF "$before"`;
    const { stdout } = spawnSync('bash', ['-c', run], { encoding: 'utf8' });
    const own = /^(?:before|COMP_WORDS|COMP_CWORD|COMPREPLY|PIPESTATUS|BASH_.*|FUNCNAME|_)$/;
    expect(stdout.split('\n').filter((name) => name !== '' && !own.test(name))).toEqual([]);
  });

  test('values: shells and commands; files are left to the shell', () => {
    expect(offered('pitboss', 'completion', '')).toEqual(expect.arrayContaining([...SHELLS]));
    expect(offered('pitboss', 'help', 'pl')).toEqual(['plan', 'play']);
    expect(offered('pitboss', 'play', '--plan', '')).toEqual([]);
  });
});

test('docs/cli.md is what the command tree says', () => {
  const text = renderCliDoc(tree());
  if (process.env.UPDATE_DOCS) {
    writeFileSync('docs/cli.md', text);
  }
  const stale = readFileSync('docs/cli.md', 'utf8') !== text;
  expect(stale ? 'docs/cli.md is stale: run `npm run docs`' : 'up to date').toBe('up to date');
});
