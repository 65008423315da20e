import { halts } from '../run/halts.js';
import type { InterruptReason, WorkResult } from '../run/progress.js';
import type { Halt } from '../run/record.js';
import { fixerDispatches } from '../run/units/asked-again.js';
import { auditStage, retest } from './audit-stage.js';
import { baseStage } from './baseline/base-stage.js';
import { noteTree, nothingDoneYet } from './baseline/note-tree.js';
import { writeDocuments } from './documents-in-tree.js';
import { withNotes } from './notes/with-notes.js';
import { governed } from './policy/governing.js';
import { runSetup } from './run-setup.js';
import type { StageEnd } from './stage-end.js';
import type { Team } from './team.js';
import { testStage } from './test-stage.js';
import { integrityLook, integrityStage } from './tests/integrity-stage.js';
import { takeTurn } from './turn.js';
import type { Unit, WorkPorts } from './unit.js';
import { promptsOf } from './unit-prompts.js';
import { openWorksheet, type Worksheet } from './worksheet.js';

/**
 * Carries out one unit in its checkout, from the stage that the order names: set-up, implementer, tests, the fixer as often as
 * allowed, the auditor and the tests once more. Never commits; tells how far it got, whatever happens.
 */
export async function carryOut(unit: Unit, ports: WorkPorts): Promise<WorkResult> {
  const sheet = openWorksheet(unit);
  await writeDocuments(unit.dir, unit.planText, unit.deferredText);
  const end = await stages(unit, ports, sheet);
  const progress = sheet.progress();
  const reason = interruptReason(ports.signal);
  if ((ports.signal.aborted || end?.kind === 'interrupted') && !mustHalt(end, reason)) {
    return { kind: 'interruption', reason, progress };
  }
  if (end === null) {
    return { kind: 'tree', progress };
  }
  if (end.kind !== 'refused') {
    const wait = end.kind === 'parked' && end.wait !== undefined ? { wait: end.wait } : {};
    return { kind: 'interruption', reason: end.kind === 'interrupted' ? reason : end.kind, ...wait, progress };
  }
  const { halt, rejectedDeferred } = end;
  return { kind: 'refusal', halt, progress, ...(rejectedDeferred === undefined ? {} : { rejectedDeferred }) };
}

const REASONS: readonly InterruptReason[] = ['deadline', 'signal', 'fold', 'lease_lost'];

function interruptReason(signal: AbortSignal): InterruptReason {
  return REASONS.find((reason) => reason === signal.reason) ?? 'signal';
}

/** An agent that had touched plan or policy when time ran out is no less told on (I7), unless the run is over or somebody else's. */
function mustHalt(end: StageEnd, reason: InterruptReason): boolean {
  const tampered = end?.kind === 'refused' && ['plan_tampered', 'policy_tampered'].includes(end.halt.code);
  return tampered && (reason === 'deadline' || reason === 'signal');
}

async function stages(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const team: Team = { unit, ports, prompts: withNotes(promptsOf(unit), ports) };
  const fresh = await nothingDoneYet(unit, ports, sheet);
  const setup = await governed({ unit, sheet, by: 'the set-up command' }, () => runSetup(unit, ports));
  if (setup.kind !== 'clean' || setup.value !== null) {
    return setup.kind === 'clean' ? setup.value : refusal(setup.halt);
  }
  if (fresh) {
    await noteTree(ports, sheet);
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

/** The implementer's turn. A phase must change something; a sweep that changes nothing is no failure, and there is nothing to test then. */
async function implement(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { unit, ports, prompts } = team;
  const phase = unit.subject.kind === 'phase';
  const end = await takeTurn(team, sheet, {
    stage: 'implement',
    role: 'implementer',
    mustChange: phase,
    ask: () => {
      const attempt = (phase ? unit.attemptsBefore : 0) + sheet.dispatches + 1;
      return { attempt, prompt: prompts.implementer(sheet, attempt) };
    },
    counted: () => undefined,
  });
  if (end !== null) {
    return end;
  }
  sheet.stage = 'test';
  await ports.save(sheet.progress(), { required: false });
  return null;
}

async function testAndFix(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { unit, ports } = team;
  if (sheet.stage === 'fix' && sheet.weakened.length > 0 && mayFix(team, sheet)) {
    // Weakened tests pass: running them first would tell nobody anything.
    const end = await fix(team, sheet);
    if (end !== null) {
      return end;
    }
  }
  for (;;) {
    const tests = await testStage(unit, ports, sheet);
    if (tests.kind === 'ended') {
      return tests.end;
    }
    if (tests.kind === 'passed') {
      return null;
    }
    sheet.stage = 'fix';
    if (!mayFix(team, sheet)) {
      return refusal(halts.testsFailed(sheet.testSummary ?? ''));
    }
    const end = await fix(team, sheet);
    if (end !== null) {
      return end;
    }
  }
}

async function fix(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { ports, prompts } = team;
  if (!(await ports.save(sheet.progress(), { required: true }))) {
    return { kind: 'unsaved' };
  }
  const end = await takeTurn(team, sheet, {
    stage: 'fix',
    role: 'fixer',
    mustChange: false,
    ask: () => ({ attempt: sheet.fix + 1, prompt: prompts.fixer(sheet, sheet.fix + 1) }),
    counted: () => {
      sheet.fix += 1;
    },
  });
  if (end !== null) {
    return end;
  }
  sheet.weakened = [];
  sheet.stage = 'test';
  await ports.save(sheet.progress(), { required: false });
  return null;
}

/** Whether a fixer may be started once more. */
function mayFix({ unit }: Team, sheet: Worksheet): boolean {
  return sheet.fix < fixerDispatches(unit.config.retries.fixer_max_attempts, sheet.askedAgain);
}

function refusal(halt: Halt): StageEnd {
  return { kind: 'refused', halt };
}
