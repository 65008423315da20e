import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { framed, type ObjectType, objectId } from './object-id.js';

const compress = promisify(deflate);

/**
 * Stores one object the way git stores loose ones, without a git process, and returns its name.
 * Written beside its place and renamed, so that a crash leaves no half object; an object that is there already is left alone.
 */
export async function writeObject(gitDir: string, type: ObjectType, body: Uint8Array): Promise<string> {
  const sha = objectId(type, body);
  const path = join(gitDir, 'objects', sha.slice(0, 2), sha.slice(2));
  if (await exists(path)) {
    return sha;
  }
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(gitDir, 'objects', `tmp_obj_${randomUUID()}`);
  await writeFile(temporary, await compress(framed(type, body), { level: 1 }), { mode: 0o444 });
  await rename(temporary, path);
  return sha;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
