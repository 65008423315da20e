import { z } from 'zod';
import { parseJson } from './parse-json.js';
import type { Probe } from './probe.js';

/** What detection reads of a package.json; anything odd in it counts as absent. */
const packageSchema = z.looseObject({
  scripts: z.record(z.string(), z.unknown()).catch({}).default({}),
  packageManager: z.string().catch('').default(''),
  workspaces: z
    .union([
      z.array(z.string()),
      z.looseObject({ packages: z.array(z.string()) }).transform(({ packages }) => packages),
    ])
    .catch([])
    .default([]),
});
export type PackageJson = z.infer<typeof packageSchema>;

/** What `npm init` writes, and its relatives: it only says that there are no tests. */
const LONGEST_EXCUSE = 200;
const NO_TESTS = /^echo\s.*\bno tests?\b[^&|;]*(?:&&\s*exit \d+)?$/i;

export async function readPackageJson(files: Probe, folder = '.'): Promise<PackageJson | null> {
  const text = await files.read(folder === '.' ? 'package.json' : `${folder}/package.json`);
  return packageSchema.safeParse(parseJson(text)).data ?? null;
}

/** The text of a script, or null. */
export function scriptOf(file: PackageJson, name: string): string | null {
  const script = Object.hasOwn(file.scripts, name) ? file.scripts[name] : undefined;
  return typeof script === 'string' && script.trim() !== '' ? script.trim() : null;
}

/** Whether a package has tests: a `test` script that is no placeholder. */
export function hasTests(file: PackageJson): boolean {
  const script = scriptOf(file, 'test');
  return script !== null && (script.length > LONGEST_EXCUSE || !NO_TESTS.test(script));
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What the project says itself, else what its lock file says; the order of the lock files is the original's. */
export async function packageManagerOf(files: Probe, file: PackageJson): Promise<PackageManager> {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(file.packageManager)?.[1];
  if (named === 'npm' || named === 'pnpm' || named === 'yarn' || named === 'bun') {
    return named;
  }
  if (await files.isFile('pnpm-lock.yaml')) {
    return 'pnpm';
  }
  if (await files.isFile('yarn.lock')) {
    return 'yarn';
  }
  return (await files.firstFile(['bun.lock', 'bun.lockb'])) ? 'bun' : 'npm';
}
