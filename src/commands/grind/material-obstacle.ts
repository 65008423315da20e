import { fail } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import type { FolderFile } from '../../github/folder-reads.js';
import { type FoundFile, textOf } from '../../grind/files/found-file.js';
import { type FoundMaterial, readMaterial } from '../../grind/files/material.js';
import {
  GRIND_PROMPTS_FOLDER,
  isPromptFile,
  isRotationFile,
  ROTATIONS_FOLDER,
  rotationOf,
} from '../../grind/files/paths.js';
import { firstFiles } from '../../grind/files/too-many.js';
import { rotationName } from '../../grind/files/wanted.js';
import type { GrindRequest } from '../../grind/grind-state.js';
import { endlessPrompt } from '../../run/grind/endless.js';
import type { Premises } from '../acceptance.js';
import { foreign } from '../answers/foreign-text.js';

/** Why there is nothing to grind with on the default branch, with every fault that stands in the way, or no end to it (Markdown). Two requests. */
export async function materialObstacle(
  premises: Premises,
  { rotation: asked, budgets }: Pick<GrindRequest, 'rotation' | 'budgets'>,
): Promise<string | null> {
  const { config } = premises;
  if (!config.ok) {
    return null;
  }
  const found = await materialOnGithub(premises, asked, config.grind);
  const { material } = readMaterial(found, config.grind.maximum);
  if (material.ok) {
    const endless = endlessPrompt(config, material.value, budgets);
    return endless === null ? null : noEnd(endless);
  }
  const { code, why } = material.error;
  const rows = why.split('\n').map((line) => `- ${foreign(line, 600)}`);
  return [`There is nothing to grind with on the default branch (\`${code}\`):`, '', ...rows].join('\n');
}

/** Nobody is there to stop a run on GitHub, so one without an end is not begun. */
function noEnd(prompt: string): string {
  return [
    `Nothing would end this run: no budget is set, and \`${prompt}\` may have its turn for ever.`,
    'Give it one with the command (`--max-cost 5`, `--max-iterations 20`), with the rotation (`budgets`), or for all runs under `grind.budgets` in `.github/pitboss.yml`; or limit the prompt (`max_runs`).',
  ].join(' ');
}

/** The files as a shift will find them. */
async function materialOnGithub(
  { ports, sha }: Premises,
  asked: string | null,
  config: Config['grind'],
): Promise<FoundMaterial> {
  const folder = config.prompts_dir ?? GRIND_PROMPTS_FOLDER;
  const source = config.prompts_dir === undefined ? 'project' : 'override';
  const filesIn = async (path: string, wanted: (name: string) => boolean) => {
    const files = (await ports.api.folder(path, sha)) ?? [];
    return firstFiles(
      path,
      files.filter(({ name }) => wanted(name)).map((file) => foundIn(path, file)),
    );
  };
  const prompts = await filesIn(folder, isPromptFile);
  const rotations = await filesIn(ROTATIONS_FOLDER, isRotationFile);
  const wanted = rotationName(asked, config.default_rotation);
  return {
    prompts: prompts.files.map((file) => ({ ...file, source })),
    folders: [folder],
    wanted,
    rotation: rotations.files.filter(({ path }) => rotationOf(path) === wanted),
    rotations: rotations.files.map(({ path }) => path),
    problems: [...prompts.problems, ...rotations.problems],
  };
}

function foundIn(folder: string, { name, text }: FolderFile): FoundFile {
  const path = `${folder}/${name}`;
  return text === null
    ? { path, text: fail({ message: 'is no plain text file', fix: 'Put the text itself there, in UTF-8.' }) }
    : { path, text: textOf(Buffer.from(text)) };
}
