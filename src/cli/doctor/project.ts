import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../base/result.js';
import { CONFIG_FILE } from '../../commands/ports.js';
import type { Config } from '../../config/config.js';
import { parseConfig } from '../../config/parse-config.js';
import type { Problem } from '../../config/problem.js';
import { parsePlan } from '../../documents/plan.js';
import { plural } from '../../report/format.js';
import { PLAN_PATH } from '../../run/document-paths.js';
import { detectTests } from '../../work/tests/detect.js';
import { type Check, good, problem, warning } from './check.js';

/** Text of a file of the project, or null. */
export function readProjectFile(root: string, path: string): Promise<string | null> {
  return readFile(join(root, path), 'utf8').catch(() => null);
}

/** Every finding of the configuration, and the one to go on with: null where it is unusable. */
export function configChecks(read: Result<string | null, string>): {
  readonly checks: readonly Check[];
  readonly config: Config | null;
} {
  if (!read.ok) {
    const what = `${CONFIG_FILE} cannot be read.`;
    const check = problem('configuration', { what, why: read.error, fix: 'Put a file there that can be read.' });
    return { checks: [check], config: null };
  }
  const text = read.value;
  const parsed = parseConfig(text, CONFIG_FILE);
  const findings = (parsed.ok ? parsed.warnings : parsed.problems).map(finding);
  if (!parsed.ok) {
    return { checks: findings, config: null };
  }
  const whole = text === null ? `no ${CONFIG_FILE}; the defaults hold` : `${CONFIG_FILE} is valid`;
  return { checks: [good('configuration', whole), ...findings], config: parsed.config };
}

function finding(found: Problem): Check {
  const { file, line, path, message, severity, suggestion } = found;
  const parts = {
    what: `${line === null ? file : `${file}:${line}`}: ${path === '' ? 'the file' : path} ${message}.`,
    why: severity === 'error' ? 'An invalid file never starts a run.' : 'A run starts all the same.',
    fix: suggestion ?? 'docs/configuration.md lists every key with its values.',
  };
  return found.severity === 'error' ? problem('configuration', parts) : warning('configuration', parts);
}

/** The plan that a `play` without arguments would use. @param seed the plan that `init` writes */
export function planCheck(text: string | null, seed: string): Check {
  if (text === null) {
    return warning('plan', {
      what: `There is no ${PLAN_PATH}.`,
      why: '`pitboss play` without `--plan` uses it.',
      fix: '`pitboss init` makes one to begin with; or name a file with `--plan`.',
    });
  }
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    const { line, what, why, fix } = parsed.error;
    return problem('plan', { what: `${PLAN_PATH}${line === null ? '' : `:${line}`}: ${what}`, why, fix });
  }
  const { phases, currentPhase } = parsed.value;
  return text === seed
    ? warning('plan', {
        what: `${PLAN_PATH} is still the one that \`pitboss init\` wrote.`,
        why: 'Its only phase asks for nothing.',
        fix: 'Write your phases into it.',
      })
    : good('plan', `${PLAN_PATH}: ${plural(phases.length, 'phase')}, next is ${currentPhase}`);
}

/** How the tests would be run. */
export async function testsCheck(root: string, config: Config): Promise<Check> {
  const command = await detectTests(root, config.tests.command);
  return command === null
    ? warning('tests', {
        what: 'No test command was found.',
        why: 'tests.command is not set, and the project has none of the usual build files; every phase would count as passed.',
        fix: `Set tests.command in ${CONFIG_FILE}.`,
      })
    : good('tests', `tests: ${config.tests.command === undefined ? command.label : command.argv.join(' ')}`);
}
