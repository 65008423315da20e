import { randomUUID } from 'node:crypto';
import { accessSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import { framed, type ObjectType, objectId } from './object-id.js';

const compress = promisify(deflate);

/** Up to this size, in bytes, an object is written in place: five trips through the thread pool cost ten times the write itself. */
const SMALL = 64 * 1024;

const LEVEL = { level: 1 } as const;
const READ_ONLY = { mode: 0o444 } as const;

/**
 * Stores one object the way git stores loose ones, without a git process, and returns its name.
 * Written beside its place and renamed, so that a crash leaves no half object; an object that is there already is left alone.
 */
export async function writeObject(gitDir: string, type: ObjectType, body: Uint8Array): Promise<string> {
  const sha = objectId(type, body);
  const path = join(gitDir, 'objects', sha.slice(0, 2), sha.slice(2));
  const temporary = join(gitDir, 'objects', `tmp_obj_${randomUUID()}`);
  if (body.length <= SMALL) {
    writeSmall(path, temporary, framed(type, body));
  } else if (!(await exists(path))) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, await compress(framed(type, body), LEVEL), READ_ONLY);
    await rename(temporary, path);
  }
  return sha;
}

function writeSmall(path: string, temporary: string, bytes: Buffer): void {
  if (existsNow(path)) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, deflateSync(bytes, LEVEL), READ_ONLY);
  renameSync(temporary, path);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function existsNow(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
