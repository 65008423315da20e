import type { GitRepository } from './git-repository.js';

export interface FileChange {
  readonly filename: string;
  readonly previous: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly additions: number;
  readonly deletions: number;
  readonly sha: string;
  /** Hunks without the file header; null for binary files and pure renames. */
  readonly patch: string | null;
}

/** Commits of `base..head`, oldest first. */
export async function commitsBetween(git: GitRepository, base: string, head: string): Promise<readonly string[]> {
  const text = await git.text('rev-list', '--topo-order', '--reverse', `${base}..${head}`);
  return (text ?? '').split('\n').filter((sha) => sha !== '');
}

export async function mergeBase(git: GitRepository, a: string, b: string): Promise<string | null> {
  return a === b ? a : git.text('merge-base', a, b);
}

/** What `head` changed since it left `base` (the three-dot diff), renames found as GitHub does. */
export async function changedFiles(git: GitRepository, from: string, to: string): Promise<readonly FileChange[]> {
  const options = ['-M', '--no-ext-diff', '--no-textconv', '--no-color', '--full-index'];
  const [raw, patches] = await Promise.all([
    git.text('diff', '--raw', '--numstat', '-z', ...options, from, to),
    git.text('diff', '-p', ...options, from, to),
  ]);
  const hunks = splitPatches(patches ?? '');
  return parseRaw(raw ?? '').map((file, index) => ({ ...file, patch: hunks[index] ?? null }));
}

function splitPatches(text: string): readonly (string | null)[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => {
      const start = part.search(/^@@ /m);
      return start === -1 ? null : part.slice(start).replace(/\n$/, '');
    });
}

const STATUS = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' } as const;

function parseRaw(text: string): readonly Omit<FileChange, 'patch'>[] {
  const fields = text.split('\0');
  const files: { status: FileChange['status']; sha: string; filename: string; previous: string | null }[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':') === true) {
    const [, , oldSha = '', newSha = '', letters = ''] = (fields[at] ?? '').split(' ');
    const letter = letters.slice(0, 1);
    const renamed = letter === 'R';
    const status = letter === 'A' || letter === 'D' || letter === 'R' || letter === 'T' ? STATUS[letter] : STATUS.M;
    files.push({
      status,
      sha: letter === 'D' ? oldSha : newSha,
      filename: fields[at + (renamed ? 2 : 1)] ?? '',
      previous: renamed ? (fields[at + 1] ?? null) : null,
    });
    at += renamed ? 3 : 2;
  }
  return files.map((file) => {
    const [additions, deletions, path] = (fields[at] ?? '').split('\t');
    at += path === '' ? 3 : 1;
    return { ...file, additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
  });
}

/** Whether `head` merges into `base` without conflicts; null when git cannot tell. */
export async function mergesCleanly(git: GitRepository, base: string, head: string): Promise<boolean | null> {
  const { code } = await git.run(['merge-tree', '--write-tree', base, head]);
  return code === 0 ? true : code === 1 ? false : null;
}
