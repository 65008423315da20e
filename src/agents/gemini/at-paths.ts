import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Different paths that are looked up; what is beyond counts as a file. */
const MOST_LOOKUPS = 2_000;

/** What the CLI takes for a path after an `@`: quoted pieces, escaped characters, and what is no white space or punctuation. */
const AT_PATH = /(?<!\\)@((?:"[^"]*"|\\.|[^ \t\n\r,;!?()[\]{}.]|\.(?!$|[ \t\n\r]))+)/g;

/**
 * Escapes every `@path` of a prompt that names something which exists: the CLI would put the file's content, or a whole folder's,
 * into the prompt. Every other `@` stays as it was written.
 * @param cwd where relative paths begin
 */
export async function withoutAtPaths(prompt: string, cwd: string): Promise<string> {
  const paths = new Set([...prompt.matchAll(AT_PATH)].map(([, path]) => path ?? ''));
  const harmless = new Set<string>();
  for (const path of [...paths].slice(0, MOST_LOOKUPS)) {
    if (!(await exists(resolve(cwd, plain(path))))) {
      harmless.add(path);
    }
  }
  return prompt.replace(AT_PATH, (match, path: string) => (harmless.has(path) ? match : `\\${match}`));
}

function plain(path: string): string {
  return path.replace(/"/g, '').replace(/\\(.)/g, '$1');
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
