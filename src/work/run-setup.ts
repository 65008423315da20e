import { join } from 'node:path';
import { halts } from '../run/halts.js';
import { unitFileName } from '../run/units/unit-name.js';
import type { StageEnd } from './stage-end.js';
import { commandFrom } from './tests/detect.js';
import { runTests } from './tests/run-tests.js';
import type { Unit, WorkPorts } from './unit.js';

/** Runs `tests.setup`, when there is one, each time a unit is taken up: another machine has none of what it installed. */
export async function runSetup(unit: Unit, ports: WorkPorts): Promise<StageEnd> {
  const command = commandFrom(unit.config.tests.setup, 'setup');
  if (command === null) {
    return null;
  }
  ports.tell({ kind: 'setup_started', label: command.argv.join(' ') });
  const outcome = await runTests({
    command,
    cwd: unit.dir,
    env: ports.plainEnv,
    timeoutMs: unit.config.limits.setup_minutes * 60_000,
    maxLogBytes: unit.config.limits.max_output_mb * 1_048_576,
    logFile: join(unit.logDir, `${unitFileName(unit.order.unit)}-setup.log`),
    marker: unit.order.nonce,
    signal: ports.signal,
    run: ports.run,
  });
  switch (outcome.kind) {
    case 'passed':
      return null;
    case 'cancelled':
      return { kind: 'interrupted' };
    default:
      return { kind: 'refused', halt: halts.setupFailed(outcome.report.summary) };
  }
}
