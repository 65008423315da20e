/**
 * Bundles every program of the project into `dist/`. What runs on a user's machine or runner (`production`) holds all of its
 * packages; the demo and the bench stay in the project and find the stand-in for GitHub in `node_modules`.
 * An entry that is missing is left out on a developer's machine and is an error in CI.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const verbose = process.argv.includes('--verbose');

const PROGRAMS = [
  { entry: 'src/cli/main.ts', out: 'pitboss.js', production: true, executable: true },
  { entry: 'src/action/main.ts', out: 'action.js', production: true },
  { entry: 'src/app/main.ts', out: 'app.js', production: true },
  { entry: 'src/agents/script-agent/main.ts', out: 'script-agent.js', production: true },
  { entry: 'src/demo/main.ts', out: 'demo.js' },
  { entry: 'src/bench/main.ts', out: 'bench.js' },
];

/** Files that `pitboss init` writes; they stand beside the program. The workflow is the example of the documents itself. */
const TEMPLATES = [
  { from: 'templates/pitboss.yml', to: 'pitboss.yml' },
  { from: 'templates/plan.md', to: 'plan.md' },
  { from: 'examples/workflow/pitboss.yml', to: 'workflow.yml' },
];

/** Which agent CLIs a runner installs: their locks stand beside the action's program. */
const LOCKS = ['claude-code', 'codex', 'gemini'].flatMap((cli) =>
  ['package.json', 'package-lock.json'].map((name) => `agent-cli/${cli}/${name}`),
);

/** Packages that look for their own files beside themselves, or that only tests use. */
const NOT_BUNDLED = ['jest', '@jest/*', 'esbuild', '@swc/*', 'nock', 'fast-check'];

/** Some packages are CommonJS and call `require`; the name must not meet one of theirs. */
const REQUIRE =
  "import { createRequire as pitbossCreateRequire } from 'node:module'; const require = pitbossCreateRequire(import.meta.url);";

/** zod carries its messages in some fifty languages, 350 kB that no program of ours can reach: only English stays. */
const onlyEnglish = {
  name: 'only-english',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

function options(program) {
  return {
    entryPoints: [join(root, program.entry)],
    outfile: join(root, 'dist', program.out),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: program.production ? [] : NOT_BUNDLED,
    plugins: [onlyEnglish],
    banner: { js: program.executable ? `#!/usr/bin/env node\n${REQUIRE}` : REQUIRE },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  };
}

async function bundle(program) {
  const result = await build(options(program));
  const outfile = join(root, 'dist', program.out);
  if (program.executable) {
    chmodSync(outfile, 0o755);
  }
  const bytes = Object.values(result.metafile.outputs)[0]?.bytes ?? 0;
  if (verbose) {
    process.stdout.write(`${relative(root, outfile).padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} kB\n`);
  }
}

const missing = PROGRAMS.filter((program) => !existsSync(join(root, program.entry)));
mkdirSync(join(root, 'dist', 'templates'), { recursive: true });
for (const { from, to } of TEMPLATES) {
  copyFileSync(join(root, from), join(root, 'dist', 'templates', to));
}
for (const path of LOCKS) {
  mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
  copyFileSync(join(root, path), join(root, 'dist', path));
}
try {
  await Promise.all(PROGRAMS.filter((program) => !missing.includes(program)).map(bundle));
} catch {
  // esbuild has printed what is wrong, with file and line.
  process.exitCode = 1;
}
if (missing.length > 0 && process.env.CI === 'true') {
  process.stderr.write(`entries are missing: ${missing.map((program) => program.entry).join(', ')}\n`);
  process.exitCode = 1;
}
