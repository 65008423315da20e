import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandTree } from '../../../src/cli/command-tree.js';
import { listPrompts } from '../../../src/cli/grind/prompts/list-prompts.js';
import { newPrompt } from '../../../src/cli/grind/prompts/new-prompt.js';
import { validatePrompts } from '../../../src/cli/grind/prompts/validate-prompts.js';
import { errorReport } from '../../../src/cli/report-error.js';
import { git } from '../../git/support.js';

export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** A project and a home folder, and the commands about prompts to give there, without starting the program. */
export function promptsBox(options: { readonly repository?: boolean } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-prompts-'));
  const [project, home] = [join(root, 'project'), join(root, 'home')];
  mkdirSync(join(project, 'deep'), { recursive: true });
  mkdirSync(home);
  if (options.repository !== false) {
    git(project, 'init', '--quiet');
  }
  return {
    project,
    home,
    write(path: string, text: string): void {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    read: (path: string) => readFileSync(join(root, path), 'utf8'),
    has: (path: string) => existsSync(join(root, path)),
    run: (...words: string[]) => run(project, { HOME: home }, words),
    runIn: (folder: string, env: Readonly<Record<string, string>>, ...words: string[]) =>
      run(join(project, folder), env, words),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function run(cwd: string, env: Readonly<Record<string, string>>, words: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    colour: false,
    outColour: false,
    screen: null,
  };
  const setting = { terminal, places: { cwd, env, templates: '', scriptAgent: '' } };
  let code = 0;
  const set = async (ended: Promise<number>) => {
    code = await ended;
  };
  const none = async () => {};
  const tree = commandTree(
    {
      init: none,
      doctor: none,
      plan: none,
      play: none,
      rebuy: none,
      sweep: none,
      status: none,
      note: none,
      fold: none,
      grind: none,
      skip: none,
      pause: none,
      completion: none,
      prompts: {
        list: (options) => set(listPrompts(setting, options)),
        validate: (options) => set(validatePrompts(setting, options)),
        create: (name, options) => set(newPrompt(setting, name, options)),
      },
    },
    '0.0.0',
  );
  const prompts = tree.commands.find((command) => command.name() === 'prompts');
  prompts?.configureOutput({ writeOut: (text) => void out.push(...text.trimEnd().split('\n')) });
  try {
    await tree.parseAsync(['prompts', ...words], { from: 'user' });
  } catch (error) {
    const report = errorReport(error, false);
    err.push(...report.lines);
    code = report.exitCode;
  }
  return { code, out, err };
}
