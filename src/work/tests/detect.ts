import { cargo, dotnet, go, gradle, maven } from './detect-compiled.js';
import { packageJson } from './detect-node.js';
import { deno, make, python, ruby } from './detect-scripted.js';
import { probe } from './probe.js';
import type { Detector, TestCommand } from './test-command.js';

/** First match wins. The first four and their order are the original's; a project that has two build files relies on it. */
const DETECTORS: readonly Detector[] = [cargo, packageJson, python, go, deno, make, maven, gradle, dotnet, ruby];

/**
 * The command that tests the project in `dir`, or null when there is none to be found, which is no failure.
 * @param configured `tests.command`: a string runs in a shell, a list as it is; a blank one counts as unset
 */
export async function detectTests(
  dir: string,
  configured: string | readonly string[] | null | undefined,
): Promise<TestCommand | null> {
  const override = commandFrom(configured, 'tests');
  if (override) {
    return override;
  }
  const files = probe(dir);
  for (const detect of DETECTORS) {
    const command = await detect(files);
    if (command) {
      return command;
    }
  }
  return null;
}

/** A configured command: a string runs in a shell, a list as it is; a blank one counts as unset. */
export function commandFrom(
  configured: string | readonly string[] | null | undefined,
  label: string,
): TestCommand | null {
  if (typeof configured === 'string') {
    return configured.trim() === '' ? null : { argv: ['sh', '-c', configured], label };
  }
  const [program, ...args] = configured ?? [];
  return program === undefined || program.trim() === '' ? null : { argv: [program, ...args], label };
}
