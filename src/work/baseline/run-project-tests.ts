import { join } from 'node:path';
import { unitFileName } from '../../run/units/unit-name.js';
import { runTests, type TestsOutcome } from '../tests/run-tests.js';
import type { TestCommand } from '../tests/test-command.js';
import type { Unit, WorkPorts } from '../unit.js';

export interface ProjectTests {
  readonly command: TestCommand;
  /** The command with its scripts written out. */
  readonly runs: string;
  /** Last part of the log's name. */
  readonly log: string;
}

/** Runs the project's tests once in the unit's tree, within its limits. */
export function runProjectTests(
  unit: Unit,
  ports: WorkPorts,
  { command, runs, log }: ProjectTests,
): Promise<TestsOutcome> {
  return runTests({
    command,
    runs,
    cwd: unit.dir,
    env: ports.plainEnv,
    timeoutMs: unit.config.tests.timeout * 1000,
    maxLogBytes: unit.config.limits.max_output_mb * 1_048_576,
    logFile: join(unit.logDir, `${unitFileName(unit.order.unit)}-tests-${log}.log`),
    marker: unit.order.nonce,
    signal: ports.signal,
    run: ports.run,
  });
}
