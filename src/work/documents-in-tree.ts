import { lstat, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.js';
import { parseDeferred } from '../documents/deferred.js';
import { DEFERRED_PATH, PLAN_PATH, REJECTED_PATH } from '../run/document-paths.js';
import { realFolder, removeBelow } from './real-folder.js';

/** Largest deferred.md that is read, in bytes. */
const LARGEST = 1024 * 1024;

/** The owner's rights to a document. */
const READ_WRITE = 0o600;

/** Puts the working documents into the tree for the agent, as real files whatever stood there. */
export async function writeDocuments(dir: string, planText: string, deferredText: string): Promise<void> {
  await realFolder(dir, dirname(PLAN_PATH));
  await removeBelow(dir, REJECTED_PATH);
  await writeReal(dir, PLAN_PATH, planText);
  await writeReal(dir, DEFERRED_PATH, deferredText);
}

async function writeReal(dir: string, path: string, text: string): Promise<void> {
  const full = join(dir, path);
  const stat = await lstat(full).catch(() => null);
  if (stat !== null && (!stat.isFile() || (stat.mode & READ_WRITE) !== READ_WRITE)) {
    await removeBelow(dir, path);
  }
  await writeFile(full, text);
}

/** Why an agent's deferred.md was not accepted, with what it wrote. */
export interface RejectedDeferred {
  readonly message: string;
  readonly text: string;
}

/** Reads deferred.md after a dispatch. A missing file is an empty document; a link, a folder or a huge file is refused. */
export async function readDeferred(dir: string): Promise<Result<string, RejectedDeferred>> {
  const full = join(dir, DEFERRED_PATH);
  const stat = await lstat(full).catch(() => null);
  if (stat === null) {
    return ok('');
  }
  if (!stat.isFile() || stat.size > LARGEST) {
    return fail({
      message: stat.isFile() ? `It is larger than ${LARGEST} bytes.` : 'It is no longer a plain file.',
      text: '',
    });
  }
  const text = await readFile(full, 'utf8').catch(() => null);
  if (text === null) {
    return fail({ message: 'It cannot be read.', text: '' });
  }
  const parsed = parseDeferred(text);
  if (parsed.ok) {
    return ok(text);
  }
  const { line, what, why } = parsed.error;
  return fail({ message: `deferred.md${line === null ? '' : ` line ${line}`}: ${what} ${why}`, text });
}

/** Takes the last good deferred.md back into the tree. */
export async function restoreDeferred(dir: string, text: string): Promise<void> {
  await realFolder(dir, dirname(DEFERRED_PATH));
  await writeReal(dir, DEFERRED_PATH, text);
}
