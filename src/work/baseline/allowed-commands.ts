import type { Role } from '../../run/usage.js';
import { commandFrom } from '../tests/detect.js';
import type { TestCommand } from '../tests/test-command.js';
import type { Unit } from '../unit.js';
import type { Worksheet } from '../worksheet.js';
import { projectCommand } from './unit-command.js';

/** What no shell reads anything into. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/**
 * Command lines that a role may run without asking: those that test and set up the project, as the unit is judged by them, and
 * what the configuration adds. A planner only reads.
 */
export async function allowedCommands(
  unit: Pick<Unit, 'dir' | 'config'>,
  sheet: Pick<Worksheet, 'baseCommand'>,
  role: Role,
): Promise<readonly string[]> {
  if (role === 'planner') {
    return [];
  }
  const { tests, agent } = unit.config;
  const testing = sheet.baseCommand?.argv ?? (await projectCommand(unit))?.argv;
  const own = [testing, commandFrom(tests.setup, 'setup')?.argv].flatMap((argv) => lineOf(argv) ?? []);
  return [...new Set([...own, ...agent.allowed_commands])];
}

/** The line as an agent would type it; null where words would need quoting. */
function lineOf(argv: TestCommand['argv'] | readonly string[] | undefined): string | null {
  const [shell, option, line] = argv ?? [];
  if (argv?.length === 3 && shell === 'sh' && option === '-c' && line !== undefined) {
    return line.trim();
  }
  return argv?.every((word) => PLAIN_WORD.test(word)) === true ? argv.join(' ') : null;
}
