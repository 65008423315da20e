import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { detectTests } from '../../../src/work/tests/detect.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pitboss-detect-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function detect(files: Record<string, string>, configured?: string | readonly string[] | null) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  return await detectTests(dir, configured);
}

const NPM = '{"scripts":{"test":"jest"}}';

describe('the configured command', () => {
  test('is a shell command when it is a string', async () => {
    const found = await detect({ 'Cargo.toml': '' }, "sh -c 'exit 3' | tee x");
    expect(found).toEqual({ argv: ['sh', '-c', "sh -c 'exit 3' | tee x"], label: 'tests' });
  });

  test('is a program and its arguments when it is a list', async () => {
    expect(await detect({}, ['./run tests', '$HOME'])).toEqual({ argv: ['./run tests', '$HOME'], label: 'tests' });
  });

  test.each(['', '  \n', [], null, undefined])('counts as unset when it is %j', async (configured) => {
    expect((await detect({ 'Cargo.toml': '' }, configured))?.label).toBe('cargo test');
  });
});

describe('what is found', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['Rust', { 'Cargo.toml': '' }, 'cargo test --no-fail-fast', 'cargo test'],
    [
      'a Rust workspace',
      { 'Cargo.toml': '[workspace]\nmembers = ["a"]\n' },
      'cargo test --workspace --no-fail-fast',
      'cargo test',
    ],
    [
      'a Rust workspace with default members',
      { 'Cargo.toml': '[workspace]\ndefault-members = ["a"]\n' },
      'cargo test --no-fail-fast',
      'cargo test',
    ],
    ['npm', { 'package.json': NPM, 'package-lock.json': '' }, 'npm test', 'npm test'],
    ['pnpm', { 'package.json': NPM, 'pnpm-lock.yaml': '', 'yarn.lock': '' }, 'pnpm test', 'pnpm test'],
    ['yarn', { 'package.json': NPM, 'yarn.lock': '', 'bun.lock': '' }, 'yarn test', 'yarn test'],
    ['bun', { 'package.json': NPM, 'bun.lock': '' }, 'bun run test', 'bun run test'],
    ['old bun', { 'package.json': NPM, 'bun.lockb': '' }, 'bun run test', 'bun run test'],
    [
      'what packageManager says',
      { 'package.json': '{"packageManager":"pnpm@9.1.0","scripts":{"test":"x"}}', 'yarn.lock': '' },
      'pnpm test',
      'pnpm test',
    ],
    ['Python', { 'pyproject.toml': '' }, 'pytest', 'pytest'],
    ['older Python', { 'setup.py': '' }, 'pytest', 'pytest'],
    ['Python by its pytest.ini', { 'pytest.ini': '' }, 'pytest', 'pytest'],
    ['uv', { 'pyproject.toml': '', 'uv.lock': '' }, 'uv run pytest', 'uv run pytest'],
    ['Go', { 'go.mod': '' }, 'go test ./...', 'go test'],
    [
      'a Go workspace',
      { 'go.work': 'go 1.22\n\nuse (\n\t./b // the server\n\t./a/\n\t../outside\n)\nuse ./c\n', 'go.mod': '' },
      'go test ./a/... ./b/... ./c/...',
      'go test',
    ],
    ['Deno', { 'deno.json': '{}' }, 'deno test', 'deno test'],
    ['Deno with a task', { 'deno.json': '{"tasks":{"test":"deno test -A"}}' }, 'deno task test', 'deno task test'],
    ['Deno with comments', { 'deno.jsonc': '{ // x\n}' }, 'deno test', 'deno test'],
    ['make', { Makefile: 'all:\n\ntest: all\n\t./t\n' }, 'make test', 'make test'],
    ['make with several targets', { Makefile: 'check test::\n\t./t\n' }, 'make test', 'make test'],
    ['Maven', { 'pom.xml': '' }, 'mvn -B --fail-at-end test', 'mvn test'],
    ['Maven with a wrapper', { 'pom.xml': '', mvnw: '' }, 'sh ./mvnw -B --fail-at-end test', 'mvn test'],
    ['Gradle', { 'build.gradle.kts': '' }, 'gradle --no-daemon --continue test', 'gradle test'],
    [
      'Gradle with a wrapper',
      { 'settings.gradle': '', gradlew: '' },
      'sh ./gradlew --no-daemon --continue test',
      'gradle test',
    ],
    ['.NET', { 'App.sln': '' }, 'dotnet test', 'dotnet test'],
    ['a .NET solution beside a project', { 'App.sln': '', 'App.csproj': '' }, 'dotnet test App.sln', 'dotnet test'],
    ['.NET projects without a solution', { 'A.csproj': '', 'B.csproj': '' }, 'dotnet test', 'dotnet test'],
    ['RSpec', { Gemfile: '', 'spec/a_spec.rb': '' }, 'bundle exec rspec', 'bundle exec rspec'],
    ['Rake', { Rakefile: '', 'test/a.rb': '' }, 'rake test', 'rake test'],
    [
      'Rake with Bundler',
      { Rakefile: '', Gemfile: '', 'test/a.rb': '' },
      'bundle exec rake test',
      'bundle exec rake test',
    ],
    ['Rails', { Gemfile: '', 'bin/rails': '', 'test/a.rb': '' }, 'bin/rails test', 'bin/rails test'],
  ])('%s', async (_, files, command, label) => {
    const found = await detect(files);
    expect(found?.argv.join(' ')).toBe(command);
    expect(found?.label).toBe(label);
  });

  test('Cargo wins over everything, then package.json, Python, Go', async () => {
    const all = { 'Cargo.toml': '', 'package.json': NPM, 'setup.py': '', 'go.mod': '', Makefile: 'test:\n' };
    const labels: (string | undefined)[] = [];
    for (const name of ['Cargo.toml', 'package.json', 'setup.py', 'go.mod', 'Makefile']) {
      labels.push((await detect(all))?.label);
      await rm(join(dir, name));
      Reflect.deleteProperty(all, name);
    }
    expect(labels).toEqual(['cargo test', 'npm test', 'pytest', 'go test', 'make test']);
  });
});

describe('what is no test command', () => {
  test.each<[string, Record<string, string>]>([
    ['an empty project', {}],
    ['a package.json that is no JSON', { 'package.json': '{' }],
    ['one without a test script', { 'package.json': '{"scripts":{}}' }],
    ['one with a blank test script', { 'package.json': '{"scripts":{"test":"  "}}' }],
    [
      'one with the script of npm init',
      { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
    ],
    ['one with a placeholder of another kind', { 'package.json': '{"scripts":{"test":"echo no tests yet"}}' }],
    ['one whose scripts are no scripts', { 'package.json': '{"scripts":{"test":["jest"]}}' }],
    ['a Gemfile without a test library', { Gemfile: 'gem "rails"\n', 'test/a.rb': '' }],
    ['a Makefile without the target', { Makefile: 'test := x\ntests:\n\ttest: not a rule\n' }],
    ['a folder named like a build file', { 'go.mod/x': '' }],
    ['a project in a subfolder', { 'sub/Cargo.toml': '' }],
  ])('%s', async (_, files) => {
    expect(await detect(files)).toBeNull();
  });

  test('a pipe where package.json should be, which would block a reader', async () => {
    execFileSync('mkfifo', [join(dir, 'package.json')]);
    expect(await detect({ 'go.mod': '' })).toMatchObject({ label: 'go test' });
  });

  test('a package.json that goes on falls through to the next kind', async () => {
    expect(await detect({ 'package.json': `"${'x'.repeat(1024 * 1024)}"`, 'setup.py': '' })).toMatchObject({
      label: 'pytest',
    });
  });
});

describe('a workspace without a test script at its root', () => {
  const root = (extra = '') => `{"workspaces":["packages/*","!packages/old"]${extra}}`;
  const two = { 'packages/a/package.json': NPM, 'packages/b/package.json': '{"scripts":{"build":"x"}}' };

  test.each<[string, Record<string, string>, string]>([
    ['npm', { 'package.json': root() }, 'npm test --workspaces --if-present'],
    ['classic yarn', { 'package.json': root(), 'yarn.lock': '' }, 'npm test --workspaces --if-present'],
    [
      'modern yarn',
      { 'package.json': root(',"packageManager":"yarn@4.1.0"') },
      'yarn workspaces foreach --all run test',
    ],
    [
      'pnpm',
      { 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'packages:\n  - packages/**\n' },
      'pnpm --recursive --if-present run test',
    ],
    ['bun', { 'package.json': root(), 'bun.lock': '' }, 'bun run --filter * test'],
    [
      'npm, in the long form',
      { 'package.json': '{"workspaces":{"packages":["packages/a"]}}' },
      'npm test --workspaces --if-present',
    ],
  ])('is tested by %s in its packages', async (_, files, command) => {
    expect((await detect({ ...two, ...files }))?.argv.join(' ')).toBe(command);
  });

  test('names its packages where one has a placeholder, which would fail', async () => {
    const placeholder = '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}';
    const found = await detect({ ...two, 'package.json': root(), 'packages/b/package.json': placeholder });
    expect(found?.argv).toEqual(['npm', 'test', '--workspace=packages/a']);
  });

  test('has no tests when no package has', async () => {
    expect(await detect({ 'package.json': root(), 'packages/b/package.json': '{}' })).toBeNull();
    expect(await detect({ 'package.json': root(), 'packages/old/package.json': NPM })).toBeNull();
  });

  test('never looks above itself, and not along a link out of it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'pitboss-outside-'));
    await writeFile(join(outside, 'package.json'), NPM);
    await symlink(outside, join(dir, 'linked'));
    await symlink(join(outside, 'package.json'), join(dir, 'go.mod'));
    expect(await detect({ 'package.json': `{"workspaces":["linked","*","../*"]}` })).toBeNull();
    await rm(outside, { recursive: true });
  });

  test('of a pattern with many stars is answered at once', async () => {
    const name = 'a'.repeat(200);
    const pattern = `packages/${'*a'.repeat(40)}b`;
    const files = { 'package.json': JSON.stringify({ workspaces: [pattern] }), [`packages/${name}/package.json`]: NPM };
    expect(await detect(files)).toBeNull();
  });
});

test('a link inside the tree may be followed', async () => {
  await writeFile(join(dir, 'real.json'), NPM);
  await symlink('real.json', join(dir, 'package.json'));
  expect(await detect({})).toMatchObject({ label: 'npm test' });
});

test('Minitest without Rake collects its files itself', async () => {
  const found = await detect({ Gemfile: "gem 'minitest'\n", 'test/a_test.rb': '' });
  expect(found).toMatchObject({ label: 'minitest' });
  expect(found?.argv.slice(0, 5)).toEqual(['bundle', 'exec', 'ruby', '-Itest', '-Ilib']);
});
