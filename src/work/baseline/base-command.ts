import type { BaseTests } from '../../run/branch/take-up.js';
import { probe } from '../tests/probe.js';
import { type ScriptsBehind, scriptsBehind } from '../tests/scripts-behind.js';
import type { TestCommand } from '../tests/test-command.js';
import type { Unit } from '../unit.js';
import { projectCommand } from './unit-command.js';

/** What a checkout of a unit's base tests itself with, and what the unit is held to later. */
export interface BaseCommandFound extends BaseTests {
  readonly found: { readonly command: TestCommand; readonly behind: ScriptsBehind } | null;
}

export async function baseCommandIn(unit: Pick<Unit, 'dir' | 'config'>): Promise<BaseCommandFound> {
  const command = await projectCommand(unit);
  if (command === null) {
    return { label: null, command: undefined, found: null };
  }
  const behind = await scriptsBehind(probe(unit.dir), command);
  return {
    label: command.label,
    command: { argv: [...command.argv], scripts: { ...behind.scripts } },
    found: { command, behind },
  };
}
