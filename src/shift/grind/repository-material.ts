import { fail } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import type { TreeEntry, TrustedRepository } from '../../git/repository.js';
import { type FoundFile, textOf } from '../../grind/files/found-file.js';
import type { FoundMaterial } from '../../grind/files/material.js';
import {
  GRIND_PROMPTS_FOLDER,
  isPromptFile,
  isRotationFile,
  ROTATIONS_FOLDER,
  rotationOf,
} from '../../grind/files/paths.js';
import { firstFiles } from '../../grind/files/too-many.js';
import { rotationName } from '../../grind/files/wanted.js';

type Reading = Pick<TrustedRepository, 'listFiles' | 'readFile'>;

/**
 * Prompts and rotation files as they stand in a commit that no agent can have made (I7). There is no home folder on a runner, so
 * the project's prompts are all there are.
 * @param commit null where the branch does not exist yet
 */
export async function materialInCommit(
  repository: Reading,
  commit: string | null,
  asked: string | null,
  config: Config['grind'],
): Promise<FoundMaterial> {
  const folder = config.prompts_dir ?? GRIND_PROMPTS_FOLDER;
  const source = config.prompts_dir === undefined ? 'project' : 'override';
  const prompts = await filesOf(repository, commit, folder, isPromptFile);
  const rotations = await filesOf(repository, commit, ROTATIONS_FOLDER, isRotationFile);
  const wanted = rotationName(asked, config.default_rotation);
  const named = rotations.files.filter(({ path }) => rotationOf(path) === wanted);
  const texts = (files: readonly TreeEntry[]) => Promise.all(files.map((entry) => found(repository, commit, entry)));
  return {
    prompts: (await texts(prompts.files)).map((file) => ({ ...file, source })),
    folders: [folder],
    wanted,
    rotation: await texts(named),
    rotations: rotations.files.map(({ path }) => path),
    problems: [...prompts.problems, ...rotations.problems],
  };
}

async function filesOf(repository: Reading, commit: string | null, folder: string, wanted: (name: string) => boolean) {
  const entries = commit === null ? [] : await repository.listFiles(commit, folder);
  const inside = entries.filter(({ path }) => path.startsWith(`${folder}/`) && wanted(path.slice(folder.length + 1)));
  return firstFiles(folder, inside);
}

async function found(repository: Reading, commit: string | null, { path, mode }: TreeEntry): Promise<FoundFile> {
  const content = commit !== null && mode.startsWith('100') ? await repository.readFile(commit, path) : null;
  const text =
    content === null ? fail({ message: 'is no plain file', fix: 'Put the file itself there.' }) : textOf(content);
  return { path, text };
}
