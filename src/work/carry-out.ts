import { showsWork } from '../documents/deferred-progress.js';
import { fixerPrompt } from '../prompts/fixer.js';
import { implementerPrompt } from '../prompts/implementer.js';
import { halts } from '../run/halts.js';
import type { InterruptReason, WorkResult } from '../run/progress.js';
import type { Halt } from '../run/record.js';
import { dispatchRole } from './dispatch-role.js';
import { writeDocuments } from './documents-in-tree.js';
import { runSetup } from './run-setup.js';
import type { StageEnd } from './stage-end.js';
import { testStage } from './test-stage.js';
import { detectTests } from './tests/detect.js';
import type { Unit, WorkPorts } from './unit.js';
import { openWorksheet, type Worksheet } from './worksheet.js';

/**
 * Carries out one phase in its checkout, from the stage that the order names: set-up, implementer, tests, and the fixer as often
 * as allowed. Never commits; tells how far it got, whatever happens.
 */
export async function carryOut(unit: Unit, ports: WorkPorts): Promise<WorkResult> {
  const sheet = openWorksheet(unit);
  await writeDocuments(unit.dir, unit.planText, unit.deferredText);
  const end = await stages(unit, ports, sheet);
  const progress = sheet.progress();
  if (ports.signal.aborted || end?.kind === 'interrupted') {
    return { kind: 'interruption', reason: interruptReason(ports.signal), progress };
  }
  if (end === null) {
    return { kind: 'tree', progress };
  }
  if (end.kind === 'unsaved') {
    return { kind: 'interruption', reason: 'unsaved', progress };
  }
  const { halt, rejectedDeferred } = end;
  return { kind: 'refusal', halt, progress, ...(rejectedDeferred === undefined ? {} : { rejectedDeferred }) };
}

const REASONS: readonly InterruptReason[] = ['deadline', 'signal', 'fold', 'lease_lost'];

function interruptReason(signal: AbortSignal): InterruptReason {
  return REASONS.find((reason) => reason === signal.reason) ?? 'signal';
}

async function stages(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const setup = await runSetup(unit, ports);
  if (setup !== null) {
    return setup;
  }
  if (sheet.stage === 'setup' || unit.order.wip_sha === null) {
    // The tree is the base's own: what it tests itself with, the phase must not take away.
    sheet.baseTests = (await detectTests(unit.dir, unit.config.tests.command))?.label ?? null;
  }
  if (sheet.stage === 'setup' || sheet.stage === 'implement' || unit.order.wip_sha === null) {
    sheet.stage = 'implement';
    const end = await implement(unit, ports, sheet);
    if (end !== null) {
      return end;
    }
  }
  return testAndFix(unit, ports, sheet);
}

/** One implementer dispatch, and a second one if the first changed nothing at all. */
async function implement(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  for (const nothingChangedBefore of [false, true]) {
    const attempt = unit.attemptsBefore + sheet.dispatches + 1;
    const prompt = implementerPrompt({
      phase: unit.phase,
      deferred: sheet.deferred,
      attempt,
      fixerAttempts: unit.config.retries.fixer_max_attempts,
      nothingChangedBefore,
    });
    const end = await dispatchRole(unit, ports, sheet, { role: 'implementer', prompt, attempt });
    if (end.kind !== 'done') {
      return end;
    }
    if ((await ports.treeChanged()) || showsWork(unit.deferredText, sheet.deferred)) {
      sheet.stage = 'test';
      await ports.save(sheet.progress(), { required: false });
      return null;
    }
    if (!nothingChangedBefore) {
      ports.tell({ kind: 'nothing_changed' });
      if (!(await ports.save(sheet.progress(), { required: true }))) {
        return { kind: 'unsaved' };
      }
    }
  }
  return refusal(halts.noChanges());
}

async function testAndFix(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  for (;;) {
    const tests = await testStage(unit, ports, sheet);
    if (tests.kind === 'ended') {
      return tests.end;
    }
    if (tests.kind === 'passed') {
      return null;
    }
    sheet.stage = 'fix';
    if (sheet.fix >= unit.config.retries.fixer_max_attempts) {
      return refusal(halts.testsFailed(sheet.testSummary ?? ''));
    }
    const end = await fix(unit, ports, sheet);
    if (end !== null) {
      return end;
    }
  }
}

async function fix(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  if (!(await ports.save(sheet.progress(), { required: true }))) {
    return { kind: 'unsaved' };
  }
  const attempt = sheet.fix + 1;
  const prompt = fixerPrompt({
    phase: unit.phase,
    deferred: sheet.deferred,
    testSummary: sheet.testSummary ?? '',
    attempt,
  });
  const end = await dispatchRole(unit, ports, sheet, { role: 'fixer', prompt, attempt });
  if (end.kind !== 'done') {
    return end;
  }
  sheet.fix = attempt;
  sheet.stage = 'test';
  await ports.save(sheet.progress(), { required: false });
  return null;
}

function refusal(halt: Halt): StageEnd {
  return { kind: 'refused', halt };
}
