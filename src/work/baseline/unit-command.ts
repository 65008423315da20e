import type { BaseCommand } from '../../run/tests/baseline.js';
import { commandFrom, detectTests } from '../tests/detect.js';
import { probe } from '../tests/probe.js';
import { scriptsBehind } from '../tests/scripts-behind.js';
import type { TestCommand } from '../tests/test-command.js';
import type { Unit } from '../unit.js';
import type { Worksheet } from '../worksheet.js';

/** The command that judges a unit, and what has become of it since the unit began. */
export interface UnitCommand {
  readonly command: TestCommand;
  /** The command with its scripts written out, as they stand now. */
  readonly runs: string;
  readonly scripts: BaseCommand['scripts'];
  /** What the unit changed about it, for people. */
  readonly changed: readonly string[];
}

/** The configured command, or the one that the tree suggests; null for none. */
export function projectCommand(unit: Pick<Unit, 'dir' | 'config'>): Promise<TestCommand | null> {
  return detectTests(unit.dir, unit.config.tests.command);
}

/**
 * What tests the unit now. The command of the base judges it, whatever files the unit has added since: an agent that brings a
 * package.json along must not replace `pytest` by a script of its own. Only where `protect.tests` allows it, the tree's own counts.
 */
export async function unitCommand(unit: Unit, sheet: Worksheet): Promise<UnitCommand | null> {
  const now = await projectCommand(unit);
  if (now === null) {
    return null;
  }
  const configured = commandFrom(unit.config.tests.command, 'tests') !== null;
  // A command that people changed meanwhile has nothing to be compared with.
  const base = configured && !sameWords(sheet.baseCommand?.argv, now.argv) ? undefined : sheet.baseCommand;
  const based: TestCommand =
    base === undefined || configured ? now : { argv: base.argv, label: sheet.baseTests ?? base.argv.join(' ') };
  const behind = await scriptsBehind(probe(unit.dir), based);
  const changed = base === undefined ? [] : changes(base.scripts, behind.scripts);
  if (changed.length > 0 && unit.config.protect.tests === 'allow') {
    return { command: now, ...(await scriptsBehind(probe(unit.dir), now)), changed };
  }
  return { command: based, ...behind, changed };
}

function sameWords(before: readonly string[] | undefined, after: readonly string[]): boolean {
  return before !== undefined && before.length === after.length && before.every((word, index) => word === after[index]);
}

/** Most characters of a script that are quoted to people. */
const QUOTED = 120;

/** Scripts that the base's command had and that are different or gone; new ones can only be called by one of those. */
function changes(before: BaseCommand['scripts'], after: BaseCommand['scripts']): readonly string[] {
  return Object.entries(before)
    .filter(([name, text]) => after[name] !== text)
    .map(([name, text]) => {
      const now = after[name];
      return `${name}: ${quoted(text)} became ${now === undefined ? 'nothing' : quoted(now)}`;
    });
}

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `\`${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}\``;
}
