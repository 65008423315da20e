import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const compress = promisify(deflate);

/** Stores an object as git itself would (a loose object) and returns its SHA. No process is started. */
export async function writeObject(
  dir: string,
  type: 'blob' | 'tree' | 'commit' | 'tag',
  content: Buffer,
): Promise<string> {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const sha = createHash('sha1').update(whole).digest('hex');
  const file = join(dir, 'objects', sha.slice(0, 2), sha.slice(2));
  if (await exists(file)) {
    return sha;
  }
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${dirname(file)}/tmp_obj_${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, await compress(whole), { mode: 0o444 });
  await rename(temporary, file);
  return sha;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
