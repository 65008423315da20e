import type { WorkResult } from '../run/progress.js';
import { auditStage, retest } from './audit-stage.js';
import { baseStage } from './baseline/base-stage.js';
import { writeDocuments } from './documents-in-tree.js';
import { carryOutSession } from './grind/carry-out-session.js';
import { withNotes } from './notes/with-notes.js';
import type { StageEnd } from './stage-end.js';
import { implement, testAndFix } from './stages/code-stages.js';
import { setUp } from './stages/set-up.js';
import { stopped } from './stages/stopped.js';
import type { Team } from './team.js';
import { integrityLook, integrityStage } from './tests/integrity-stage.js';
import type { Unit, WorkPorts } from './unit.js';
import { promptsOf } from './unit-prompts.js';
import { openWorksheet, type Worksheet } from './worksheet.js';

/**
 * Carries out one unit in its checkout, from the stage that the order names: set-up, implementer, tests, the fixer as often as
 * allowed, the auditor and the tests once more. Never commits; tells how far it got, whatever happens.
 */
export async function carryOut(unit: Unit, ports: WorkPorts): Promise<WorkResult> {
  if (unit.subject.kind === 'session') {
    return carryOutSession(unit, ports);
  }
  const sheet = openWorksheet(unit);
  await writeDocuments(unit.dir, unit.planText, unit.deferredText);
  const team: Team = { unit, ports, prompts: withNotes(promptsOf(unit, unit.subject), ports) };
  const end = await stages(team, sheet);
  return end === null && !ports.signal.aborted
    ? { kind: 'tree', progress: sheet.progress() }
    : stopped(end ?? { kind: 'interrupted' }, ports.signal, sheet.progress());
}

async function stages(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { unit, ports } = team;
  const setup = await setUp(unit, ports, sheet);
  if (setup !== null) {
    return setup;
  }
  if (sheet.stage === 'setup' || unit.order.wip_sha === null) {
    const base = await baseStage(unit, ports, sheet);
    if (base !== null) {
      return base;
    }
  }
  if (sheet.stage === 'setup' || sheet.stage === 'implement' || unit.order.wip_sha === null) {
    sheet.stage = 'implement';
    const end = await implement(team, sheet);
    if (end !== null) {
      return end;
    }
    if (unit.subject.kind === 'sweep' && !(await ports.treeChanged())) {
      // Nothing to test; the audit says that there is nothing to look at either.
      return auditStage(team, sheet);
    }
  }
  return prove(team, sheet);
}

/** Tests with their fixer, the audit, and at the end whether the tests still say what they said. A tree that stands in the audit has passed its tests already. */
async function prove(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { unit, ports } = team;
  if (sheet.stage === 'retest') {
    return (await retest(team, sheet)) ?? integrityStage(unit, ports, sheet);
  }
  if (sheet.stage !== 'audit' || team.prompts.auditor === null) {
    const end = await testAndFix(team, sheet);
    if (end !== null) {
      return end;
    }
  }
  // The look beforehand is for the auditor; where none comes, the tree is compared once.
  const audited =
    team.prompts.auditor === null
      ? null
      : ((await integrityLook(unit, ports, sheet)) ?? (await auditStage(team, sheet)));
  return audited ?? integrityStage(unit, ports, sheet);
}
