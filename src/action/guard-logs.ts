import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { filesWithSecrets, secretForms } from '../land/secret-scan.js';
import { passedVariables } from '../process/passed-variables.js';
import type { LoadedConfig } from '../shift/ports.js';

/**
 * Adds to `secrets` what the agent of a dead shift may have had, so that it is found in what it left. A configuration that cannot be
 * read any more does not tell; then everything that looks like a secret is one.
 */
export function secretsHandedOver(
  loaded: LoadedConfig,
  env: Readonly<Record<string, string | undefined>>,
  secrets: string[],
): void {
  passedVariables(env, secrets)(loaded.kind === 'loaded' ? loaded.config.agent.custom.pass_env : Object.keys(env));
}

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
