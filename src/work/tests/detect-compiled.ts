import type { Probe } from './probe.js';
import type { TestCommand } from './test-command.js';

/** All binaries, also after a failing one, and all members: otherwise nobody knows about the rest. */
export async function cargo(files: Probe): Promise<TestCommand | null> {
  const manifest = (await files.isFile('Cargo.toml')) ? ((await files.read('Cargo.toml')) ?? '') : null;
  if (manifest === null) {
    return null;
  }
  // A root that names its default members has a reason to leave out the others.
  const whole = /^[ \t]*\[workspace[\].]/m.test(manifest) && !/^[ \t]*default-members[ \t]*=/m.test(manifest);
  const members = whole ? ['--workspace'] : [];
  return { argv: ['cargo', 'test', ...members, '--no-fail-fast'], label: 'cargo test' };
}

/** Most modules of a go.work that are tested. */
const MOST_MODULES = 100;

export async function go(files: Probe): Promise<TestCommand | null> {
  const modules = goModules((await files.read('go.work')) ?? '');
  if (modules.length > 0) {
    return { argv: ['go', 'test', ...modules.map((path) => `${path}/...`)], label: 'go test' };
  }
  return (await files.isFile('go.mod')) ? { argv: ['go', 'test', './...'], label: 'go test' } : null;
}

/** The folders that a go.work uses, as `.` or `./path`; those outside the tree are not ours to test. */
function goModules(text: string): readonly string[] {
  const paths: string[] = [];
  let block = false;
  for (const raw of text.split('\n')) {
    const line = (raw.split('//')[0] ?? '').trim();
    const begun = line === 'use (' || line === 'use(';
    block = begun || (block && line !== ')');
    const path = block ? line : (/^use\s(.*)$/.exec(line)?.[1] ?? '');
    paths.push(begun ? '' : path.trim().replaceAll('"', '').replace(/\/$/, ''));
  }
  const inside = paths.filter((path) => path === '.' || (/^\.\/\S+$/.test(path) && !path.split('/').includes('..')));
  return [...new Set(inside)].sort().slice(0, MOST_MODULES);
}

export async function maven(files: Probe): Promise<TestCommand | null> {
  if (!(await files.isFile('pom.xml'))) {
    return null;
  }
  return { ...(await wrapped(files, 'mvn', 'mvnw', ['-B', '--fail-at-end', 'test'])), label: 'mvn test' };
}

/** Without its daemon: it would outlive the tests and be killed as a left-over each time. */
export async function gradle(files: Probe): Promise<TestCommand | null> {
  const names = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];
  if (!(await files.firstFile(names))) {
    return null;
  }
  return {
    ...(await wrapped(files, 'gradle', 'gradlew', ['--no-daemon', '--continue', 'test'])),
    label: 'gradle test',
  };
}

export async function dotnet(files: Probe): Promise<TestCommand | null> {
  const found = (await files.names()).filter((name) => /\.(?:sln|slnx|csproj|fsproj|vbproj)$/.test(name));
  const solutions = found.filter((name) => /\.slnx?$/.test(name));
  // Beside other build files the solution must be named; its projects are what it covers.
  const named = found.length > 1 && solutions.length === 1 ? solutions : [];
  return found.length > 0 ? { argv: ['dotnet', 'test', ...named], label: 'dotnet test' } : null;
}

/** A wrapper script in the project fixes the tool's version; it may lack its executable bit, so `sh` starts it. */
async function wrapped(
  files: Probe,
  tool: string,
  wrapper: string,
  args: readonly string[],
): Promise<{ argv: readonly [string, ...string[]] }> {
  return { argv: (await files.isFile(wrapper)) ? ['sh', `./${wrapper}`, ...args] : [tool, ...args] };
}
