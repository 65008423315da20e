import { noteTree, nothingDoneYet } from '../baseline/note-tree.js';
import { governed } from '../policy/governing.js';
import { runSetup } from '../run-setup.js';
import type { StageEnd } from '../stage-end.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Worksheet } from '../worksheet.js';

/** The set-up command, each time a unit is taken up; what it leaves is noted anew where no agent had worked before. */
export async function setUp(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const fresh = await nothingDoneYet(unit, ports, sheet);
  const setup = await governed({ unit, sheet, by: 'the set-up command' }, () => runSetup(unit, ports));
  if (setup.kind !== 'clean') {
    return { kind: 'refused', halt: setup.halt };
  }
  if (setup.value === null && fresh) {
    await noteTree(ports, sheet);
  }
  return setup.value;
}
