import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { errorCode } from '../../base/error-code.js';
import { fail } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import { type FoundFile, LARGEST_FILE, textOf, tooLarge } from '../../grind/files/found-file.js';
import type { FoundMaterial } from '../../grind/files/material.js';
import {
  GRIND_PROMPTS_FOLDER,
  isPromptFile,
  isRotationFile,
  ROTATIONS_FOLDER,
  rotationOf,
} from '../../grind/files/paths.js';
import type { PromptFile } from '../../grind/files/read-prompt.js';
import { firstFiles } from '../../grind/files/too-many.js';
import { rotationName } from '../../grind/files/wanted.js';
import type { PromptSource } from '../../grind/prompt.js';

/** Where a person keeps prompts and rotations. */
export interface GrindPlaces {
  /** The repository's root. */
  readonly root: string;
  /** Undefined or blank: there is no home folder. */
  readonly home: string | undefined;
  /** Absolute path of the only folder of prompts that counts; null for the usual ones. */
  readonly promptsDir: string | null;
}

interface Folder {
  readonly dir: string;
  readonly shown: string;
  readonly source: PromptSource;
}

/** Prompts and rotation files as they stand in the user's tree and home folder. */
export async function materialInTree(
  places: GrindPlaces,
  asked: string | null,
  config: Config['grind'],
): Promise<FoundMaterial> {
  const { prompts_dir: configured } = config;
  const promptsDir = places.promptsDir ?? (configured === undefined ? null : join(places.root, configured));
  const prompts = await promptsIn({ ...places, promptsDir });
  const rotations = await rotationsIn(places.root);
  const wanted = rotationName(asked, config.default_rotation);
  return {
    ...prompts,
    wanted,
    rotation: rotations.files.filter(({ path }) => rotationOf(path) === wanted),
    rotations: rotations.files.map(({ path }) => path),
    problems: [...prompts.problems, ...rotations.problems],
  };
}

/** All prompt files, in the order of precedence, and where they were looked for. */
export async function promptsIn(places: GrindPlaces) {
  const folders = foldersOf(places);
  const read = await Promise.all(folders.map((folder) => filesIn(folder.dir, folder.shown, isPromptFile)));
  const prompts = folders.flatMap(({ source }, index) =>
    (read[index]?.files ?? []).map((file): PromptFile => ({ ...file, source })),
  );
  return {
    prompts,
    folders: folders.map(({ shown }) => shown),
    problems: read.flatMap(({ problems }) => problems),
  };
}

export function rotationsIn(root: string) {
  return filesIn(join(root, ROTATIONS_FOLDER), ROTATIONS_FOLDER, isRotationFile);
}

function foldersOf({ root, home = '', promptsDir }: GrindPlaces): readonly Folder[] {
  if (promptsDir !== null) {
    const inside = relative(root, promptsDir);
    const shown = inside === '' || inside.startsWith('..') ? promptsDir : inside;
    return [{ dir: promptsDir, shown, source: 'override' }];
  }
  const project = { dir: join(root, GRIND_PROMPTS_FOLDER), shown: GRIND_PROMPTS_FOLDER, source: 'project' as const };
  const global = {
    dir: join(home, GRIND_PROMPTS_FOLDER),
    shown: `~/${GRIND_PROMPTS_FOLDER}`,
    source: 'global' as const,
  };
  return home.trim() === '' ? [project] : [project, global];
}

/** Plain files at the top of a folder, links followed. A folder that cannot be read contributes nothing. */
async function filesIn(dir: string, shown: string, wanted: (name: string) => boolean) {
  const names = (await readdir(dir).catch(() => [])).filter(wanted);
  const kinds = await Promise.all(
    names.map(async (name) => ({
      name,
      path: `${shown}/${name}`,
      found: await stat(join(dir, name)).catch(() => null),
    })),
  );
  const plain = kinds.filter(({ found }) => found === null || found.isFile());
  const { files, problems } = firstFiles(shown, plain);
  const read = await Promise.all(
    files.map(async ({ name, path, found }): Promise<FoundFile> => {
      const tooMuch = found !== null && found.size > LARGEST_FILE;
      return { path, text: tooMuch ? tooLarge() : await textAt(join(dir, name)) };
    }),
  );
  return { files: read, problems };
}

async function textAt(file: string): Promise<FoundFile['text']> {
  try {
    return textOf(await readFile(file));
  } catch (error) {
    return fail({
      message: `cannot be read (${errorCode(error) || 'no reason given'})`,
      fix: 'Give yourself read access to it, or remove it.',
    });
  }
}
