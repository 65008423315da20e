import type { Probe } from './probe.js';
import type { TestCommand } from './test-command.js';

export async function maven(files: Probe): Promise<TestCommand | null> {
  if (!(await files.isFile('pom.xml'))) {
    return null;
  }
  return { ...(await wrapped(files, 'mvn', 'mvnw', ['-B', 'test'])), label: 'mvn test' };
}

/** Without its daemon: it would outlive the tests and be killed as a left-over each time. */
export async function gradle(files: Probe): Promise<TestCommand | null> {
  const names = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];
  if (!(await files.firstFile(names))) {
    return null;
  }
  return { ...(await wrapped(files, 'gradle', 'gradlew', ['--no-daemon', 'test'])), label: 'gradle test' };
}

export async function dotnet(files: Probe): Promise<TestCommand | null> {
  const found = (await files.names()).some((name) => /\.(?:sln|slnx|csproj|fsproj|vbproj)$/.test(name));
  return found ? { argv: ['dotnet', 'test'], label: 'dotnet test' } : null;
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
