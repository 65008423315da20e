/**
 * Checks our agent backends against the real CLIs, at the versions that `agent-cli/` pins: see test/real-agents/main.ts.
 * `--only TEXT` takes the checks with that text in `<cli> <check>`, `--count N` an even sample of N.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = join(root, 'node_modules/.cache/pitboss/real-agents.mjs');

await build({
  entryPoints: [join(root, 'test/real-agents/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
const started = spawnSync(process.execPath, [outfile, root, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = started.status ?? 1;
