import { z } from 'zod';
import { isStatePath } from './paths.js';

const treeSchema = z.looseObject({
  truncated: z.boolean().optional(),
  tree: z.array(z.looseObject({ path: z.string(), type: z.string(), sha: z.string() })),
});

export interface StateFile {
  readonly path: string;
  readonly sha: string;
}

/** Gets `GET git/trees/{sha}`, recursive or one level. */
export type GetTree = (sha: string, recursive: boolean) => Promise<unknown>;

/** The files of a ledger commit that a reading needs. One request; more only where GitHub cuts its answer short. */
export async function stateFiles(get: GetTree, sha: string, prefix = ''): Promise<readonly StateFile[]> {
  const whole = treeSchema.parse(await get(sha, true));
  if (whole.truncated !== true) {
    return filesOf(whole.tree, prefix);
  }
  const level = treeSchema.parse(await get(sha, false));
  const files = [...filesOf(level.tree, prefix)];
  for (const entry of level.tree) {
    const path = `${prefix}${entry.path}`;
    if (entry.type === 'tree' && mayHoldState(path)) {
      files.push(...(await stateFiles(get, entry.sha, `${path}/`)));
    }
  }
  return files;
}

function filesOf(tree: z.infer<typeof treeSchema>['tree'], prefix: string): readonly StateFile[] {
  return tree
    .filter(({ type, path }) => type === 'blob' && isStatePath(`${prefix}${path}`))
    .map(({ path, sha }) => ({ path: `${prefix}${path}`, sha }));
}

function mayHoldState(directory: string): boolean {
  return directory === 'runs' || /^runs\/[^/]+$/.test(directory) || /^(triggers|spend)(\/|$)/.test(directory);
}
