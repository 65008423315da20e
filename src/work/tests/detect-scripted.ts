import { z } from 'zod';
import { makeRule } from './make-rule.js';
import { parseJson } from './parse-json.js';
import type { Probe } from './probe.js';
import { plainCommand, type TestCommand } from './test-command.js';

const tasksSchema = z.looseObject({ tasks: z.looseObject({ test: z.unknown().refine((task) => task !== undefined) }) });

/** Without a Rakefile nothing else collects the files. */
const MINITEST = 'Dir["./test/**/{*_test,test_*}.rb"].sort.each { |file| require file }';

export async function python(files: Probe): Promise<TestCommand | null> {
  if (!(await files.firstFile(['pyproject.toml', 'setup.py', 'pytest.ini']))) {
    return null;
  }
  return (await files.isFile('uv.lock')) ? plainCommand('uv', 'run', 'pytest') : plainCommand('pytest');
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
  return (await makeRule(files, 'test')) === null ? null : plainCommand('make', 'test');
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
  if (!(await files.isFolder('test'))) {
    return null;
  }
  if (await files.isFile('Rakefile')) {
    return prefixed('rake', 'test');
  }
  const gems = (await files.read('Gemfile')) ?? '';
  return /^[ \t]*gem[ \t]+["'](?:minitest|test-unit)["']/m.test(gems)
    ? { argv: ['bundle', 'exec', 'ruby', '-Itest', '-Ilib', '-e', MINITEST], label: 'minitest' }
    : null;
}
