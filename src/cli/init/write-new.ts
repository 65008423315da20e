import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import type { NewFile } from './templates.js';

export interface Written {
  readonly path: string;
  /** `would_create` in a dry run. */
  readonly action: 'created' | 'kept' | 'would_create';
}

/** Writes files that are not there yet. A file that is there is never opened for writing, whatever it holds. */
export async function writeNew(root: string, files: readonly NewFile[], dryRun: boolean): Promise<readonly Written[]> {
  for (const { path } of files) {
    await refuseBlocked(root, path);
  }
  const written: Written[] = [];
  for (const file of files) {
    written.push({ path: file.path, action: await writeOne(root, file, dryRun) });
  }
  return written;
}

async function writeOne(root: string, { path, text }: NewFile, dryRun: boolean): Promise<Written['action']> {
  const file = join(root, path);
  if (dryRun) {
    return (await exists(file)) ? 'kept' : 'would_create';
  }
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    return 'created';
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return 'kept';
    }
    throw blocked(path, error instanceof Error ? error.message : String(error));
  }
}

/** Found before anything is written, so that a refusal leaves nothing half done. */
async function refuseBlocked(root: string, path: string): Promise<void> {
  const parts = path.split('/').slice(0, -1);
  for (let length = 1; length <= parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    const found = await stat(join(root, folder)).catch(() => null);
    if (found !== null && !found.isDirectory()) {
      throw blocked(path, `${folder} is a file, and has to be a folder.`);
    }
  }
  if ((await stat(join(root, path)).catch(() => null))?.isDirectory()) {
    throw blocked(path, 'A folder of that name stands there.');
  }
}

function blocked(path: string, why: string): PitbossError {
  return new PitbossError(
    {
      code: 'init_blocked',
      what: `${path} cannot be created.`,
      why,
      fix: 'Move what stands in the way, or give yourself write access, then run `pitboss init` again.',
    },
    { exitCode: 4 },
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
