import { join } from 'node:path';
import { halts } from '../run/halts.js';
import { unitFileName } from '../run/units/unit-name.js';
import type { StageEnd } from './stage-end.js';
import { detectTests } from './tests/detect.js';
import { runTests } from './tests/run-tests.js';
import type { Unit, WorkPorts } from './unit.js';
import type { Worksheet } from './worksheet.js';

export type TestVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ended'; readonly end: StageEnd };

/** Runs the project's tests under our own eyes. A project without a test command counts as passed, and that is said. */
export async function testStage(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<TestVerdict> {
  if (ports.signal.aborted) {
    return { kind: 'ended', end: { kind: 'interrupted' } };
  }
  const command = await detectTests(unit.dir, unit.config.tests.command);
  if (command === null && typeof sheet.baseTests === 'string') {
    const why = `The project had the test command \`${sheet.baseTests}\` when the phase began, and has none now.`;
    return { kind: 'ended', end: { kind: 'refused', halt: halts.testsUnusable(why) } };
  }
  if (command === null) {
    ports.tell({ kind: 'tests_skipped' });
    sheet.tests = { label: null, passed: true, summary: 'no test command found', seconds: 0 };
    return { kind: 'passed' };
  }
  ports.tell({ kind: 'tests_started', label: command.label });
  const outcome = await runTests({
    command,
    cwd: unit.dir,
    env: ports.plainEnv,
    timeoutMs: unit.config.tests.timeout * 1000,
    maxLogBytes: unit.config.limits.max_output_mb * 1_048_576,
    logFile: join(unit.logDir, `${unitFileName(unit.order.unit)}-tests-${unit.attemptsBefore + sheet.dispatches}.log`),
    marker: unit.order.nonce,
    signal: ports.signal,
    run: ports.run,
  });
  if (outcome.kind === 'cancelled') {
    return { kind: 'ended', end: { kind: 'interrupted' } };
  }
  if (outcome.kind !== 'passed' && outcome.kind !== 'failed') {
    return { kind: 'ended', end: { kind: 'refused', halt: halts.testsUnusable(outcome.report.summary) } };
  }
  const passed = outcome.kind === 'passed';
  sheet.tests = outcome.report;
  sheet.testSummary = passed ? null : outcome.report.summary;
  ports.tell({ kind: 'tests_ended', report: outcome.report });
  return { kind: passed ? 'passed' : 'failed' };
}
