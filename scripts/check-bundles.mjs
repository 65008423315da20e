/**
 * A released action installs nothing at run time (the runner has only Node), so every bundle that ships must start alone: each
 * is copied into an empty directory and started with an empty environment. How it then ends is its own affair and is tested
 * elsewhere; a module that cannot be found is a failure here.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Upper bounds in kB, not far above what each bundle needs today; start-up time grows with every byte. */
const LIMITS = { 'pitboss.js': 2350, 'action.js': 3050, 'app.js': 2450, 'script-agent.js': 650 };
/** What `pitboss init` reads beside its bundle. */
const TEMPLATES = ['pitboss.yml', 'plan.md', 'workflow.yml'].map((name) => `templates/${name}`);
/** What the action installs agent CLIs from. */
const LOCKS = ['claude-code', 'codex', 'gemini'].map((cli) => `agent-cli/${cli}/package-lock.json`);
const ARGUMENTS = { 'pitboss.js': ['--version'] };
const LOST = /ERR_MODULE_NOT_FOUND|Cannot find (?:module|package)|Dynamic require of|is not defined in ES module scope/;

function problemOf(name) {
  const file = join(root, 'dist', name);
  if (!existsSync(file)) {
    return 'is missing: run npm run build';
  }
  const kB = Math.ceil(readFileSync(file).length / 1024);
  if (kB > LIMITS[name]) {
    return `has ${kB} kB, more than ${LIMITS[name]} kB`;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pitboss-bundle-'));
  try {
    copyFileSync(file, join(folder, name));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
    const started = spawnSync(process.execPath, [name, ...(ARGUMENTS[name] ?? [])], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder },
      input: '',
      timeout: 5000,
      encoding: 'utf8',
    });
    const lost = LOST.exec(started.stderr);
    return lost === null ? null : `does not start alone: ${started.stderr.trim().split('\n').slice(0, 6).join(' | ')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const name of [...TEMPLATES, ...LOCKS].filter((each) => !existsSync(join(root, 'dist', each)))) {
  process.stdout.write(`${name}: is missing: run npm run build\n`);
  process.exitCode = 1;
}
for (const name of Object.keys(LIMITS)) {
  const problem = problemOf(name);
  process.stdout.write(`${name}: ${problem ?? 'starts alone'}\n`);
  if (problem !== null) {
    process.exitCode = 1;
  }
}
