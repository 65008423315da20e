import { z } from 'zod';
import type { Probe } from './probe.js';
import { plainCommand, type TestCommand } from './test-command.js';

const scriptsSchema = z.looseObject({ scripts: z.looseObject({ test: z.string() }) });
const tasksSchema = z.looseObject({ tasks: z.looseObject({ test: z.unknown().refine((task) => task !== undefined) }) });

/** What `npm init` writes: it only says that there are no tests, and fails. */
const NO_TESTS = /^echo ["']?Error: no test specified["']? && exit 1$/;

export async function cargo(files: Probe): Promise<TestCommand | null> {
  return (await files.isFile('Cargo.toml')) ? plainCommand('cargo', 'test') : null;
}

export async function packageJson(files: Probe): Promise<TestCommand | null> {
  const script = scriptsSchema.safeParse(parseJson(await files.read('package.json'))).data?.scripts.test.trim() ?? '';
  if (script === '' || NO_TESTS.test(script)) {
    return null;
  }
  if (await files.isFile('pnpm-lock.yaml')) {
    return plainCommand('pnpm', 'test');
  }
  if (await files.isFile('yarn.lock')) {
    return plainCommand('yarn', 'test');
  }
  // `bun test` would start Bun's own test runner instead of the script.
  return (await files.firstFile(['bun.lock', 'bun.lockb']))
    ? plainCommand('bun', 'run', 'test')
    : plainCommand('npm', 'test');
}

export async function python(files: Probe): Promise<TestCommand | null> {
  if (!(await files.firstFile(['pyproject.toml', 'setup.py']))) {
    return null;
  }
  return (await files.isFile('uv.lock')) ? plainCommand('uv', 'run', 'pytest') : plainCommand('pytest');
}

export async function go(files: Probe): Promise<TestCommand | null> {
  return (await files.isFile('go.mod')) ? { argv: ['go', 'test', './...'], label: 'go test' } : null;
}

export async function deno(files: Probe): Promise<TestCommand | null> {
  const name = await files.firstFile(['deno.json', 'deno.jsonc']);
  if (!name) {
    return null;
  }
  const hasTask = tasksSchema.safeParse(parseJson(await files.read(name))).success;
  return hasTask ? plainCommand('deno', 'task', 'test') : plainCommand('deno', 'test');
}

export async function make(files: Probe): Promise<TestCommand | null> {
  const name = await files.firstFile(['GNUmakefile', 'makefile', 'Makefile']);
  const text = name ? await files.read(name) : null;
  // A rule for `test`, perhaps among other targets; `test := x` is a variable.
  return text && /^(?:[\w.-]+ +)*test(?: +[\w.-]+)* *::?(?![:=])/m.test(text) ? plainCommand('make', 'test') : null;
}

export async function ruby(files: Probe): Promise<TestCommand | null> {
  const bundled = await files.isFile('Gemfile');
  const prefixed = (program: string, ...args: string[]) =>
    bundled ? plainCommand('bundle', 'exec', program, ...args) : plainCommand(program, ...args);
  if ((await files.isFile('bin/rails')) && (await files.isFolder('test'))) {
    return plainCommand('bin/rails', 'test');
  }
  if ((await files.isFile('.rspec')) || (bundled && (await files.isFolder('spec')))) {
    return prefixed('rspec');
  }
  return (await files.isFile('Rakefile')) && (await files.isFolder('test')) ? prefixed('rake', 'test') : null;
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
