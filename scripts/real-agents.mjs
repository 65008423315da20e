/**
 * Checks our agent backends against the real CLIs, which talk to a scripted model server on loopback: no account, no model.
 * The CLIs are large, so they are no dependencies; they are installed once, pinned, into a cache folder. Where that is not
 * possible (no registry in reach), the checks are skipped, and it is said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const CLAUDE = { name: '@anthropic-ai/claude-code', version: '2.1.329' };
const INSTALL_MS = 300_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'node_modules/.cache/pitboss');

function works(binary) {
  const result = existsSync(binary) ? spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 30_000 }) : null;
  return result?.status === 0 && result.stdout.startsWith(CLAUDE.version);
}

/** Returns the CLI's path, or null with the reason printed. */
function installedClaude() {
  const prefix = join(cache, `claude-code-${CLAUDE.version}`);
  const binary = join(prefix, 'node_modules/.bin/claude');
  if (works(binary)) {
    return binary;
  }
  mkdirSync(prefix, { recursive: true });
  const args = [
    'i',
    '--prefix',
    prefix,
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    `${CLAUDE.name}@${CLAUDE.version}`,
  ];
  const result = spawnSync('npm', args, { encoding: 'utf8', timeout: INSTALL_MS, cwd: prefix });
  if (works(binary)) {
    return binary;
  }
  const reason = `${result.error?.message ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-3).join('\n');
  process.stdout.write(`${CLAUDE.name}@${CLAUDE.version} cannot be installed here:\n${reason}\n`);
  return null;
}

const binary = installedClaude();
if (binary === null) {
  process.stdout.write('real agents: 0 passed, 5 skipped\n');
} else {
  const outfile = join(cache, 'real-agents.mjs');
  await build({
    entryPoints: [join(root, 'test/real-agents/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, binary], { stdio: 'inherit' }).status ?? 1;
}
