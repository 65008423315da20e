import { hasTests, packageManagerOf, readPackageJson } from './package-json.js';
import type { Probe } from './probe.js';
import { plainCommand, type TestCommand } from './test-command.js';
import { workspaceTests } from './workspaces.js';

/** A project with a package.json: its own test script, else those of its packages. */
export async function packageJson(files: Probe): Promise<TestCommand | null> {
  const file = await readPackageJson(files);
  if (file === null) {
    return null;
  }
  if (!hasTests(file)) {
    return workspaceTests(files, file);
  }
  const manager = await packageManagerOf(files, file);
  // `bun test` would start Bun's own test runner instead of the script.
  return manager === 'bun' ? plainCommand('bun', 'run', 'test') : plainCommand(manager, 'test');
}
