import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Cli } from './check.js';

const PROGRAMS: Readonly<Record<Cli, string>> = { 'claude-code': 'claude', codex: 'codex', gemini: 'gemini' };
const FILES = ['package.json', 'package-lock.json'] as const;
const INSTALL_MS = 120_000;
const VERSION_MS = 30_000;

export type Installed =
  | { readonly kind: 'installed'; readonly binary: string; readonly version: string }
  | { readonly kind: 'unavailable'; readonly version: string; readonly reason: string };

const manifestSchema = z.looseObject({ dependencies: z.record(z.string(), z.string()) });

/** The pinned CLI, installed from its committed lock into the cache folder, where it stays for the next time. */
export function installed(cli: Cli, root: string): Installed {
  const source = join(root, 'agent-cli', cli);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')));
  const version = Object.values(manifest.dependencies)[0] ?? '';
  const folder = join(root, 'node_modules/.cache/pitboss', `${cli}-${version}`);
  const binary = join(folder, 'node_modules/.bin', PROGRAMS[cli]);
  if (prints(binary, version)) {
    return { kind: 'installed', binary, version };
  }
  mkdirSync(folder, { recursive: true });
  for (const name of FILES) {
    copyFileSync(join(source, name), join(folder, name));
  }
  const args = ['ci', '--no-audit', '--no-fund'];
  const result = spawnSync('npm', args, { encoding: 'utf8', timeout: INSTALL_MS, cwd: folder });
  if (prints(binary, version)) {
    return { kind: 'installed', binary, version };
  }
  const said = `${result.error?.message ?? ''}\n${result.stderr ?? ''}`.trim().split('\n');
  return { kind: 'unavailable', version, reason: said.slice(0, 3).join(' / ') };
}

function prints(binary: string, version: string): boolean {
  if (!existsSync(binary)) {
    return false;
  }
  const result = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: VERSION_MS });
  return result.status === 0 && result.stdout.includes(version);
}
