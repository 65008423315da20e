import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { filesWithSecrets, secretForms } from '../land/secret-scan.js';

/** Takes out of `dir` every transcript that holds a known secret, before the folder becomes an artifact (I9). Returns their names. */
export async function guardLogs(dir: string, secrets: readonly string[]): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  const leaking = await filesWithSecrets(dir, names, secretForms(secrets));
  await Promise.all(leaking.map((name) => rm(join(dir, name), { force: true })));
  return leaking;
}

/** Whether there is anything to keep. */
export async function hasFiles(dir: string): Promise<boolean> {
  return (await readdir(dir).catch(() => [])).length > 0;
}
