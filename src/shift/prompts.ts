import { fail, ok, type Result } from '../base/result.js';
import type { TrustedRepository } from '../git/repository.js';
import { PROMPTS_FOLDER } from '../prompts/overrides/names.js';
import { type PromptOverrides, readOverrides } from '../prompts/overrides/read-overrides.js';
import { halts } from '../run/halts.js';
import type { Halt } from '../run/record.js';

/** Files of the folder that are looked at; there are far fewer roles. */
const MOST_FILES = 50;

/**
 * The repository's own prompts as they stand in a commit that no agent can have made (I7), or the reason why a run cannot use them.
 * @param commit null where the branch does not exist yet
 */
export async function promptsFrom(
  repository: Pick<TrustedRepository, 'listFiles' | 'readFile'>,
  commit: string | null,
): Promise<Result<PromptOverrides, Halt>> {
  if (commit === null) {
    return ok({});
  }
  const entries = (await repository.listFiles(commit, PROMPTS_FOLDER)).slice(0, MOST_FILES);
  if (entries.some(({ path }) => path === PROMPTS_FOLDER)) {
    return fail(halts.promptInvalid([`${PROMPTS_FOLDER}: error: It is no folder.`]));
  }
  const files = await Promise.all(
    entries.map(async ({ path, mode }) => ({
      name: path.slice(PROMPTS_FOLDER.length + 1),
      text: mode.startsWith('100') ? await textOf(repository, commit, path) : null,
    })),
  );
  const read = readOverrides(files);
  return read.ok ? read : fail(halts.promptInvalid(read.error));
}

/** The tip of a branch of the remote, with its files at hand; null where there is no such branch. */
export async function fetchedTip(repository: TrustedRepository, branch: string): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const tip = (await repository.remoteTips([ref])).get(ref);
  if (tip === undefined) {
    return null;
  }
  await repository.fetch([tip]);
  return tip;
}

/** Asked for twice in a shift: before money is spent, and for the work. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

async function textOf(
  repository: Pick<TrustedRepository, 'readFile'>,
  commit: string,
  path: string,
): Promise<string | null> {
  return (await repository.readFile(commit, path))?.toString('utf8') ?? null;
}
