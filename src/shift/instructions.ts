import { posix } from 'node:path';
import { fail, ok, type Result } from '../base/result.js';
import type { TrustedRepository } from '../git/repository.js';
import type { InstructionFile } from '../prompts/instructions.js';
import { halts } from '../run/halts.js';
import type { Halt } from '../run/record.js';

/** Where projects keep what they tell coding agents; the first that is there counts. */
const USUAL = ['AGENTS.md', 'CLAUDE.md', 'GEMINI.md'] as const;

type Reading = Pick<TrustedRepository, 'listFiles' | 'readFile'>;

/**
 * What the project tells coding agents, as it stands in a commit that no agent can have made (I7): the agents' own way of reading
 * such files takes them from the tree that agents write, and is off.
 * @param commit null where the branch does not exist yet
 * @param configured paths of `agent.instructions`; all of them must be there. Undefined: the first of the usual ones that is
 */
export async function instructionsFrom(
  repository: Reading,
  commit: string | null,
  configured: readonly string[] | undefined,
): Promise<Result<readonly InstructionFile[], Halt>> {
  if (commit === null) {
    return ok([]);
  }
  const files: InstructionFile[] = [];
  for (const path of configured ?? USUAL) {
    const read = await textIn(repository, commit, path);
    if (read.ok) {
      files.push({ path, text: read.value });
    } else if (configured !== undefined) {
      return fail(halts.instructionsUnreadable(path, read.error));
    }
    if (configured === undefined && files.length > 0) {
      break;
    }
  }
  return ok(files.filter(({ text }) => text.trim() !== ''));
}

/** A file's text. One link within the repository is followed: one name for another is how projects serve several agents. */
async function textIn(repository: Reading, commit: string, path: string): Promise<Result<string, string>> {
  const found = await entryAt(repository, commit, path);
  if (found?.mode !== '120000') {
    return plainText(repository, commit, found);
  }
  const target = (await repository.readFile(commit, path))?.toString('utf8') ?? '';
  const aimed = posix.join(posix.dirname(path), target);
  if (target.startsWith('/') || aimed.startsWith('../')) {
    return fail('it is a link that leads out of the repository');
  }
  return plainText(repository, commit, await entryAt(repository, commit, aimed));
}

interface Entry {
  readonly path: string;
  readonly mode: string;
}

async function plainText(repository: Reading, commit: string, entry: Entry | null): Promise<Result<string, string>> {
  if (entry === null) {
    return fail('there is no such file');
  }
  if (!entry.mode.startsWith('100')) {
    return fail('it is no plain file');
  }
  const content = await repository.readFile(commit, entry.path);
  if (content === null || content.includes(0)) {
    return fail('it holds no text');
  }
  return ok(content.toString('utf8'));
}

/** The entry of exactly this path; a folder has none of its own. */
async function entryAt(repository: Reading, commit: string, path: string): Promise<Entry | null> {
  return (await repository.listFiles(commit, path)).find((entry) => entry.path === path) ?? null;
}
