import { commandFrom } from '../tests/detect.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Worksheet } from '../worksheet.js';

/** Notes how the tree stands: what set-up and tests leave behind is no agent's work. */
export async function noteTree(ports: WorkPorts, sheet: Worksheet): Promise<void> {
  sheet.notedTree = (await ports.noteTree?.()) ?? undefined;
}

/**
 * Whether a unit is taken up again before its first agent had done anything. Set-up runs once more then, and what it leaves this
 * time has to be noted anew; where an agent's work stands in the tree, that must not be passed off as what set-up left.
 */
export async function nothingDoneYet(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<boolean> {
  const again = sheet.stage === 'implement' && unit.order.wip_sha !== null;
  return again && commandFrom(unit.config.tests.setup, 'setup') !== null && !(await ports.treeChanged());
}
