/**
 * The project's own checks are TypeScript, like the code they check. This compiles one (about 10 ms), runs its `main` and
 * hands on the exit code. Packages stay where they are: the compiled file stands below the project's root.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function runTool(name) {
  process.chdir(root);
  const outfile = join(root, 'dist', 'tools', `${name}.js`);
  await build({
    entryPoints: [join(root, 'tools', name, 'main.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main();
}
