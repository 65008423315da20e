import { newlyDeferred } from '../documents/deferred-progress.js';
import { addDispatch, beyondSmallFix, openAudit } from '../run/audit.js';
import { halts } from '../run/halts.js';
import { dispatchRole } from './dispatch-role.js';
import type { StageEnd } from './stage-end.js';
import type { Team } from './team.js';
import { testStage } from './test-stage.js';
import type { Worksheet } from './worksheet.js';

/**
 * The auditor's pass over a unit whose tests passed, at most one that comes to its end, and the tests once more. What it changes
 * lands in the unit's own commit.
 */
export async function auditStage(team: Team, sheet: Worksheet): Promise<StageEnd> {
  const { unit, ports, prompts } = team;
  if (prompts.auditor === null || sheet.audit?.done === true) {
    return null;
  }
  sheet.stage = 'audit';
  const seen = await ports.review.look();
  if (!seen.ok) {
    return { kind: 'refused', halt: halts.unsafeTree([seen.error]) };
  }
  const report = sheet.audit ?? openAudit(unit.config.audit.small_fix_line_limit);
  if (seen.value.diff.trim() === '') {
    ports.tell({ kind: 'audit_skipped' });
    sheet.audit = { ...report, done: true };
    return null;
  }
  if (!(await ports.save(sheet.progress(), { required: true }))) {
    return { kind: 'unsaved' };
  }
  const attempt = report.dispatches + 1;
  const prompt = prompts.auditor(sheet, { attempt, diff: seen.value.diff });
  const end = await audited(team, sheet, { report, tree: seen.value.tree, prompt, attempt });
  if (end !== null) {
    return end;
  }
  sheet.stage = 'retest';
  await ports.save(sheet.progress(), { required: false });
  return retest(team, sheet);
}

/** The tests after the audit. As in the original a failure halts the run; the fixer gets to it once a person says go on. */
export async function retest({ unit, ports }: Team, sheet: Worksheet): Promise<StageEnd> {
  const tests = await testStage(unit, ports, sheet);
  switch (tests.kind) {
    case 'ended':
      return tests.end;
    case 'passed':
      return null;
    case 'failed':
      sheet.stage = 'fix';
      return { kind: 'refused', halt: halts.testsFailed(sheet.testSummary ?? '', 'auditor') };
  }
}

interface Auditing {
  readonly report: ReturnType<typeof openAudit>;
  /** The tree that the auditor was shown. */
  readonly tree: string;
  readonly prompt: string;
  readonly attempt: number;
}

/** One dispatch of the auditor. What it really changed is measured whatever its outcome, because its edits stay in the tree. */
async function audited({ unit, ports }: Team, sheet: Worksheet, auditing: Auditing): Promise<StageEnd> {
  const { report, tree, prompt, attempt } = auditing;
  const [deferred, dispatches] = [sheet.deferred, sheet.dispatches];
  const end = await dispatchRole(unit, ports, sheet, { role: 'auditor', prompt, attempt });
  if (sheet.dispatches === dispatches) {
    return end.kind === 'done' ? null : end;
  }
  const size = await ports.review.changedSince(tree);
  const { lines, binaries } = size.ok ? size.value : { lines: 0, binaries: 0 };
  const findings = newlyDeferred(deferred, sheet.deferred);
  const starts = sheet.dispatches - dispatches;
  const measured = { ...addDispatch(report, { lines, binaries, findings, starts }), done: end.kind === 'done' };
  sheet.audit = measured;
  if (end.kind !== 'done') {
    return end;
  }
  if (end.leftovers.length > 0) {
    // Not asked again: an audit is judged by its diff and by the tests that follow it, and a second one could undo the first.
    const commands = end.leftovers.map(({ command }) => `\`${command}\``).join(', ');
    ports.tell({ kind: 'warning', message: `the auditor ended its turn before its own commands: ${commands}` });
  }
  if (!size.ok) {
    return { kind: 'refused', halt: halts.unsafeTree([size.error]) };
  }
  ports.tell({ kind: 'audit_ended', report: measured, beyond: beyondSmallFix(measured) });
  return null;
}
