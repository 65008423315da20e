import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../../../base/error-code.js';
import { PitbossError } from '../../../base/pitboss-error.js';
import { GRIND_PROMPTS_FOLDER } from '../../../grind/files/paths.js';
import { promptTemplate } from '../../../grind/files/prompt-template.js';
import { PROMPT_NAME, PROMPT_NAME_RULE } from '../../../grind/prompt.js';
import { printable } from '../../../report/printable.js';
import type { Setting } from '../../init/init.js';
import { repositoryRoot } from '../../user-repository.js';
import type { NewOptions } from './prompts-commands.js';
import { promptsPlace } from './prompts-place.js';

/** Where a new file is written, and how it is told. */
interface Target {
  readonly file: string;
  readonly shown: string;
}

/** `pitboss prompts new`: writes a prompt to begin with, and touches none that is there. Returns the exit code. */
export async function newPrompt(setting: Setting, name: string, options: NewOptions): Promise<number> {
  if (!PROMPT_NAME.test(name)) {
    throw refused({
      code: 'prompt_name_invalid',
      what: `\`${printable(name).slice(0, 80)}\` is no name for a prompt.`,
      why: `A name ${PROMPT_NAME_RULE}.`,
      fix: 'Choose such a name: `pitboss prompts new lint-sweep`.',
    });
  }
  const { file, shown } = await targetOf(setting, name, options);
  await write(file, shown, promptTemplate(name));
  setting.terminal.out(`created ${shown}`);
  return 0;
}

async function targetOf({ terminal, places }: Setting, name: string, { dir, global }: NewOptions): Promise<Target> {
  const { cwd, env } = places;
  if (dir !== undefined) {
    return { file: join(resolve(cwd, dir), `${name}.md`), shown: join(dir, `${name}.md`) };
  }
  if (global === true) {
    const { HOME: home = '' } = env;
    if (home.trim() === '') {
      throw refused({
        code: 'no_home',
        what: 'There is no home folder to write the prompt to.',
        why: 'HOME is not set.',
        fix: 'Set HOME, or name a folder with --dir.',
      });
    }
    const file = join(home, GRIND_PROMPTS_FOLDER, `${name}.md`);
    return { file, shown: file };
  }
  // Without a repository there is no project whose prompt it could be: that is refused here.
  await repositoryRoot(cwd);
  const { root, config } = await promptsPlace(terminal, cwd);
  const shown = `${config.prompts_dir ?? GRIND_PROMPTS_FOLDER}/${name}.md`;
  return { file: join(root, shown), shown };
}

async function write(file: string, shown: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = errorCode(error);
    const there = code === 'EEXIST';
    throw refused({
      code: there ? 'prompt_exists' : 'prompt_unwritable',
      what: `${printable(shown)} ${there ? 'is there already' : 'cannot be written'}.`,
      why: there ? 'A file that is there is never overwritten.' : `The file system answers ${code}.`,
      fix: there
        ? 'Choose another name, or edit that file.'
        : 'Give yourself write access there, or name another folder with --dir.',
    });
  }
}

function refused(parts: ConstructorParameters<typeof PitbossError>[0]): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}
