import { halts } from '../run/halts.js';
import type { TestsReport } from '../run/record.js';
import { addFlaky, type Baseline, isExcused } from '../run/tests/baseline.js';
import { runProjectTests } from './baseline/run-project-tests.js';
import { type UnitCommand, unitCommand } from './baseline/unit-command.js';
import { governed } from './policy/governing.js';
import { tellingWritten } from './policy/written-by-tests.js';
import type { StageEnd } from './stage-end.js';
import type { TestsOutcome } from './tests/run-tests.js';
import type { Unit, WorkPorts } from './unit.js';
import type { Worksheet } from './worksheet.js';

export type TestVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ended'; readonly end: StageEnd };

/**
 * Runs the project's tests under our own eyes. A project without a test command counts as passed, and that is said. An agent may
 * have written what runs here, so plan and policy are verified as after an agent.
 */
export async function testStage(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<TestVerdict> {
  const ran = await governed({ unit, sheet, by: 'the test command' }, () =>
    tellingWritten(ports, () => tested(unit, ports, sheet)),
  );
  return ran.kind === 'clean' ? ran.value : { kind: 'ended', end: { kind: 'refused', halt: ran.halt } };
}

async function tested(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<TestVerdict> {
  if (ports.signal.aborted) {
    return { kind: 'ended', end: { kind: 'interrupted' } };
  }
  const judge = await unitCommand(unit, sheet);
  if (judge === null && typeof sheet.baseTests === 'string') {
    const why = `The project had the test command \`${sheet.baseTests}\` when the phase began, and has none now.`;
    return { kind: 'ended', end: { kind: 'refused', halt: halts.testsUnusable(why) } };
  }
  if (judge === null) {
    ports.tell({ kind: 'tests_skipped' });
    sheet.tests = { label: null, passed: true, summary: 'no test command found', seconds: 0 };
    return { kind: 'passed' };
  }
  if (judge.changed.length > 0) {
    if (unit.config.protect.tests === 'halt') {
      return { kind: 'ended', end: { kind: 'refused', halt: halts.testsChanged(judge.changed) } };
    }
    ports.tell({ kind: 'warning', message: `the phase changed its test command: ${judge.changed.join('; ')}` });
  }
  return runUntilSure(unit, ports, sheet, judge);
}

type Red = Extract<TestsOutcome, { kind: 'failed' }>;

/** Runs the tests, and failing ones again as often as configured: a flake must not cost a fixer. */
async function runUntilSure(unit: Unit, ports: WorkPorts, sheet: Worksheet, judge: UnitCommand): Promise<TestVerdict> {
  const { command, runs, changed } = judge;
  const number = unit.attemptsBefore + sheet.dispatches;
  const reds: Red[] = [];
  let seconds = 0;
  for (let again = 0; again <= unit.config.tests.rerun_failed; again += 1) {
    ports.tell({ kind: 'tests_started', label: command.label, ...(again === 0 ? {} : { of: 'rerun' }) });
    const log = again === 0 ? `${number}` : `${number}-again-${again}`;
    const outcome = await runProjectTests(unit, ports, { command, runs, log });
    if (outcome.kind === 'cancelled') {
      return { kind: 'ended', end: { kind: 'interrupted' } };
    }
    if (outcome.kind !== 'passed' && outcome.kind !== 'failed') {
      return { kind: 'ended', end: { kind: 'refused', halt: halts.testsUnusable(outcome.report.summary) } };
    }
    seconds += outcome.report.seconds;
    const passed = passing(outcome, unit, sheet);
    const notes = {
      seconds: Math.round(seconds * 1000) / 1000,
      ...(changed.length === 0 ? {} : { changed: [...changed] }),
    };
    const report = withEarlierFlakes(sheet, {
      ...(passed === null ? outcome.report : withFlakes(passed, reds)),
      ...notes,
    });
    sheet.tests = report;
    ports.tell({ kind: 'tests_ended', report });
    if (passed !== null) {
      sheet.testSummary = null;
      return { kind: 'passed' };
    }
    if (outcome.kind === 'failed') {
      reds.push(outcome);
    }
  }
  sheet.testSummary = withDoubt(unit, sheet);
  return { kind: 'failed' };
}

/** The report of a run that counts as passed: green, or red with nothing but what failed before the run began. Else null. */
function passing(
  outcome: Exclude<TestsOutcome, { kind: 'timeout' | 'cancelled' | 'missing' }>,
  unit: Unit,
  sheet: Worksheet,
) {
  if (outcome.kind === 'passed') {
    return outcome.report;
  }
  const { reading, report } = outcome;
  if (!isExcused(reading, baselineOf(unit, sheet), sheet.known)) {
    return null;
  }
  const count = reading.failing.length;
  const tests = count === 1 ? '1 test that' : `${count} tests that`;
  const summary = `${report.label}: passed, but for ${tests} failed before this run began`;
  return { ...report, passed: true, summary, known: [...reading.failing] };
}

/** Marks a report as flaky when the same tests failed just before. */
function withFlakes(report: TestsReport, reds: readonly Red[]): TestsReport {
  if (reds.length === 0) {
    return report;
  }
  const still = new Set(report.known ?? []);
  const names = reds.flatMap(({ reading }) => (reading.told ? reading.failing : [])).filter((name) => !still.has(name));
  const summary = `${report.summary}; flaky: failed at first, passed at run ${reds.length + 1}`;
  return { ...report, summary, flaky: [...new Set(names)].sort() };
}

/** A flake of an earlier run in this unit (before the fixer, or the auditor) stays in its report. */
function withEarlierFlakes(sheet: Worksheet, report: TestsReport): TestsReport {
  const earlier = sheet.tests?.flaky;
  return earlier === undefined ? report : { ...report, flaky: addFlaky(earlier, report.flaky ?? []) };
}

/** What the fixer is told; on a base that was red in an untold way, also that the failure may be older than the run. */
function withDoubt(unit: Unit, sheet: Worksheet): string {
  const summary = sheet.tests?.summary ?? '';
  const unclear = baselineOf(unit, sheet)?.verdict === 'unclear';
  return unclear ? `${summary}\n(The tests failed before the run began as well, and did not tell which.)` : summary;
}

/** How the tests stood before the run began: as this unit found it, or as the record has it. */
function baselineOf(unit: Unit, sheet: Worksheet): Baseline | null {
  return sheet.baseline ?? unit.base?.baseline ?? null;
}
