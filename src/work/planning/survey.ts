import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustedRepository } from '../../git/repository.js';
import { EXCERPTS, repoSummary } from '../../prompts/planning/repo-summary.js';

/** A larger file is not read for its beginning, in bytes. */
const LARGEST = 1_048_576;
/** Files at the top whose size is looked up. */
const MOST_SIZES = 200;

export interface Survey {
  readonly repository: Pick<TrustedRepository, 'listFiles' | 'readFile'>;
  readonly commit: string;
  /** Where that commit is checked out; only sizes are read there, so a link leads nowhere. */
  readonly dir: string;
}

/** An overview of a commit. Contents come out of git's objects. */
export async function survey({ repository, commit, dir }: Survey): Promise<string> {
  const files = (await repository.listFiles(commit, '')).filter(({ mode }) => mode.startsWith('100'));
  const top = files.map(({ path }) => path).filter((path) => !path.includes('/'));
  const sizes = new Map<string, number>();
  for (const path of top.slice(0, MOST_SIZES)) {
    const stat = await lstat(join(dir, path)).catch(() => null);
    if (stat?.isFile()) {
      sizes.set(path, stat.size);
    }
  }
  const texts = new Map<string, string>();
  for (const path of EXCERPTS.filter((name) => top.includes(name) && (sizes.get(name) ?? LARGEST) < LARGEST)) {
    const content = await repository.readFile(commit, path);
    if (content !== null && !content.includes(0)) {
      texts.set(path, content.toString('utf8'));
    }
  }
  return repoSummary({ paths: files.map(({ path }) => path), sizes, texts });
}
