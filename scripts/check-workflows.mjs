/**
 * Checks workflow files and `action.yml` with GitHub's own parser.
 *
 *   node scripts/check-workflows.mjs [--json] [file …]
 *
 * Without files: .github/workflows/*.yml, action.yml, YAML files below docs/, and the YAML blocks of README.md and
 * docs/ that have jobs. Prints `file:line: message` and exits with 1 when anything is wrong, with 2 when a file that was named cannot be read.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The parser imports JSON without an import attribute, which Node refuses: bundled, the JSON is part of the code. */
async function loadParser() {
  const folder = mkdtempSync(join(tmpdir(), 'pitboss-workflow-parser-'));
  const outfile = join(folder, 'parser.mjs');
  const contents = `
    export { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } from '@actions/workflow-parser';
    export { parseAction } from '@actions/workflow-parser/actions/index';
  `;
  try {
    await build({
      stdin: { contents, resolveDir: root, loader: 'js' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with one document; `line` counts from the start of the file that holds it. */
async function problemsOf(parser, document) {
  const file = { name: document.name, content: document.content };
  const trace = new parser.NoOperationTraceWriter();
  const action = document.kind === 'action';
  const result = action ? parser.parseAction(file, trace) : parser.parseWorkflow(file, trace);
  const found = [...result.context.errors.getErrors()];
  if (!action && found.length === 0 && result.value !== undefined) {
    await parser.convertWorkflowTemplate(result.context, result.value);
    found.push(...result.context.errors.getErrors());
  }
  return found.map((error) => ({
    file: document.name,
    line: (error.range?.start.line ?? 1) + document.offset,
    message: error.rawMessage ?? error.message,
  }));
}

function documentsOf(path) {
  const name = relative(process.cwd(), path) || path;
  const content = readFileSync(path, 'utf8');
  if (path.endsWith('.md')) {
    return markdownBlocks(name, content);
  }
  const kind = /(?:^|\/)action\.ya?ml$/.test(path) ? 'action' : 'workflow';
  return [{ name, content, kind, offset: 0 }];
}

/** Fenced YAML blocks with `jobs:` are workflows; others are configuration and none of our business. */
function markdownBlocks(name, content) {
  const lines = content.split('\n');
  const blocks = [];
  let open = null;
  lines.forEach((line, index) => {
    if (open === null && /^```ya?ml\b/.test(line)) {
      open = index + 1;
    } else if (open !== null && line.startsWith('```')) {
      const text = lines.slice(open, index).join('\n');
      if (/^jobs:/m.test(text)) {
        blocks.push({ name, content: text, kind: 'workflow', offset: open });
      }
      open = null;
    }
  });
  return blocks;
}

function defaultFiles() {
  const workflows = below(join(root, '.github', 'workflows')).filter((path) => /\.ya?ml$/.test(path));
  const docs = below(join(root, 'docs')).filter((path) => /\.md$/.test(path) || isWorkflow(path));
  const single = ['action.yml', 'action.yaml', 'README.md'].map((name) => join(root, name)).filter(existsSync);
  return [...workflows, ...single, ...docs];
}

function isWorkflow(path) {
  return /\.ya?ml$/.test(path) && /^jobs:/m.test(readFileSync(path, 'utf8'));
}

function below(folder) {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? below(path) : [path];
  });
}

const args = process.argv.slice(2);
const named = args.filter((arg) => arg !== '--json');
const missing = named.filter((path) => !existsSync(path));
if (missing.length > 0) {
  process.stderr.write(`${missing.join(', ')}: no such file\n`);
  process.exit(2);
}
const documents = (named.length > 0 ? named : defaultFiles()).flatMap(documentsOf);
const parser = await loadParser();
const problems = [];
for (const document of documents) {
  problems.push(...(await problemsOf(parser, document)));
}
if (args.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ checked: documents.map(({ name }) => name), problems })}\n`);
} else {
  for (const { file, line, message } of problems) {
    process.stdout.write(`${file}:${line}: ${message}\n`);
  }
  process.stdout.write(`${documents.length} document(s) checked, ${problems.length} problem(s)\n`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
