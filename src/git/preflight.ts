import { MODE_GITLINK } from './objects/tree.js';
import type { TreeEntry, TrustedRepository } from './repository.js';

/** A filter that a tree asks for: with it, what is committed is not what stands in the files. */
export interface FilterHazard {
  /** The `.gitattributes` file. */
  readonly path: string;
  readonly line: number;
  /** `lfs` for Git LFS. */
  readonly filter: string;
}

/** What makes a base branch unfit for byte-exact commits (I8). */
export interface BaseHazards {
  readonly filters: readonly FilterHazard[];
  /** Paths of gitlinks, and `.gitmodules` where there is one. */
  readonly submodules: readonly string[];
}

/** Looks for content filters and submodules in a commit. Costs no git process beyond the open reader. */
export async function baseHazards(
  repository: Pick<TrustedRepository, 'listFiles' | 'readFile'>,
  commit: string,
): Promise<BaseHazards> {
  const files = await repository.listFiles(commit, '');
  const found = await Promise.all(
    files.filter(isAttributes).map(async ({ path }) => {
      const content = await repository.readFile(commit, path);
      return content === null ? [] : filtersIn(path, content.toString('utf8'));
    }),
  );
  const submodules = files.filter(({ mode, path }) => mode === MODE_GITLINK || path === '.gitmodules');
  return { filters: found.flat(), submodules: submodules.map(({ path }) => path) };
}

function isAttributes({ path }: TreeEntry): boolean {
  return path === '.gitattributes' || path.endsWith('/.gitattributes');
}

function filtersIn(path: string, text: string): readonly FilterHazard[] {
  return text.split('\n').flatMap((content, index) => {
    const filter = /\sfilter=(\S+)/.exec(content)?.[1];
    return filter === undefined || /^\s*#/.test(content) ? [] : [{ path, line: index + 1, filter }];
  });
}
