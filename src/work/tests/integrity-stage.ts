import { hiddenTests } from '../../integrity/change-set.js';
import { findWeakened } from '../../integrity/find-weakened.js';
import { explain, unexplained } from '../../integrity/reasons.js';
import { halts } from '../../run/halts.js';
import type { TestChange } from '../../run/units/test-change.js';
import type { StageEnd } from '../stage-end.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Worksheet } from '../worksheet.js';

/** Findings that are kept of one unit; there is no use in reading more. */
const MOST = 50;

/**
 * Looks for tests that say less in the tree than in the unit's base, once the tests passed, and notes it on the sheet: an auditor is
 * shown what still needs a reason. Where nothing can excuse it, the unit ends here, before more is spent.
 */
export async function integrityLook(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const open = await compare(unit, ports, sheet);
  return unit.config.protect.weakened_tests === 'halt' ? judge(unit, sheet, open) : null;
}

/** Looks once more, whoever changed the tree meanwhile, and decides: what has no reason now ends the unit. */
export async function integrityStage(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const open = await compare(unit, ports, sheet);
  if (sheet.testChanges !== undefined && sheet.testChanges.length > 0) {
    ports.tell({ kind: 'tests_weakened', changes: sheet.testChanges });
  }
  return judge(unit, sheet, open);
}

/** Notes what was found; returns what the configuration does not let pass. */
async function compare(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<readonly TestChange[]> {
  const changes = await weakenedTests(unit, ports, [sheet.deferred, sheet.reasons]);
  const mode = unit.config.protect.weakened_tests;
  const open = mode === 'halt' ? changes.filter(({ level }) => level === 'finding') : unexplained(changes);
  sheet.testChanges = changes;
  sheet.weakened = mode === 'allow' ? [] : open.map(findingLine);
  return open;
}

function judge({ config }: Unit, sheet: Worksheet, open: readonly TestChange[]): StageEnd {
  const mode = config.protect.weakened_tests;
  if (mode === 'allow' || open.length === 0) {
    return null;
  }
  // A rebuy begins with a fixer who is shown what was found.
  sheet.stage = 'fix';
  return { kind: 'refused', halt: halts.testsWeakened(sheet.weakened, mode, config.retries.fixer_max_attempts) };
}

/** What the tree changed about tests, with the reasons that stand in the texts. */
async function weakenedTests(unit: Unit, ports: WorkPorts, texts: readonly string[]): Promise<TestChange[]> {
  const changes = await ports.changedFiles();
  for (const { path, why } of changes.unread.slice(0, MOST)) {
    ports.tell({ kind: 'warning', message: `${path} ${why}; it was not searched for weakened tests` });
  }
  const found = [...hiddenTests(changes), ...findWeakened(changes.files)].slice(0, MOST);
  return explain(found, texts).map((finding) => ({ ...finding, unit: unit.order.unit }));
}

/** One finding in one line, for a halt and for a prompt. */
function findingLine({ path, line, rule, what, before, after }: TestChange): string {
  const shown = [before === '' ? '' : `before: ${before}`, after === '' ? '' : `after: ${after}`].filter(
    (part) => part !== '',
  );
  return `${path}:${line} [${rule}] ${what}${shown.length === 0 ? '' : ` (${shown.join('; ')})`}`;
}
