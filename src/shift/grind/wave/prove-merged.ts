import { join } from 'node:path';
import type { Config } from '../../../config/config.js';
import type { Proof } from '../../../land/grind/finished-session.js';
import type { LandPorts } from '../../../land/run-files.js';
import type { RunProgram } from '../../../process/program.js';
import type { Tell } from '../../../report/shift-event.js';
import type { Order, RunRecord } from '../../../run/record.js';
import { isExcused } from '../../../run/tests/baseline.js';
import { unitFileName } from '../../../run/units/unit-name.js';
import { projectCommand } from '../../../work/baseline/unit-command.js';
import { commandFrom } from '../../../work/tests/detect.js';
import { probe } from '../../../work/tests/probe.js';
import { runTests, type TestsOutcome } from '../../../work/tests/run-tests.js';
import { scriptsBehind } from '../../../work/tests/scripts-behind.js';
import type { TestCommand } from '../../../work/tests/test-command.js';
import type { ShiftDirs } from '../../ports.js';

export interface Proving {
  readonly land: Pick<LandPorts, 'repository'>;
  readonly config: Config;
  readonly record: Pick<RunRecord, 'branch' | 'baseline' | 'baseline_failures'>;
  readonly order: Order;
  /** The run's own folders: no session works there while several work beside each other. */
  readonly dirs: ShiftDirs;
  readonly run: RunProgram;
  /** Environment of tests and set-up; no key is in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/**
 * Tests a session's tree as it is after the merge with what others landed since the session began: two changes that fit line by line
 * may still break each other. A project without tests has nothing to refute it with.
 */
export async function proveMerged(proving: Proving, commit: string): Promise<Proof> {
  const { land, config, record, dirs } = proving;
  await land.repository.checkout(commit, dirs.tree, record.branch);
  const setup = commandFrom(config.tests.setup, 'setup');
  if (setup !== null) {
    const ready = await ran(proving, { command: setup, log: 'setup', minutes: config.limits.setup_minutes });
    if (ready.kind !== 'passed') {
      return ready.kind === 'cancelled' ? 'stopped' : 'refuted';
    }
  }
  const command = await projectCommand({ dir: dirs.tree, config });
  return command === null ? 'proved' : tested(proving, command);
}

async function tested(proving: Proving, command: TestCommand): Promise<Proof> {
  const { config, record, dirs, tell } = proving;
  const { runs } = await scriptsBehind(probe(dirs.tree), command);
  for (let again = 0; again <= config.tests.rerun_failed; again += 1) {
    tell({ kind: 'tests_started', label: command.label, ...(again === 0 ? {} : { of: 'rerun' }) });
    const log = again === 0 ? 'tests' : `tests-again-${again}`;
    const outcome = await ran(proving, { command, log, minutes: config.tests.timeout / 60, runs });
    tell({ kind: 'tests_ended', report: outcome.report });
    const excused =
      outcome.kind === 'failed' && isExcused(outcome.reading, record.baseline ?? null, record.baseline_failures);
    if (outcome.kind === 'passed' || excused) {
      return 'proved';
    }
    if (outcome.kind === 'cancelled') {
      return 'stopped';
    }
  }
  return 'refuted';
}

interface Program {
  readonly command: TestCommand;
  /** Last part of the log's name. */
  readonly log: string;
  readonly minutes: number;
  readonly runs?: string;
}

function ran({ config, order, dirs, run, env, signal }: Proving, program: Program): Promise<TestsOutcome> {
  const { command, log, minutes, runs } = program;
  return runTests({
    command,
    cwd: dirs.tree,
    env,
    timeoutMs: minutes * 60_000,
    maxLogBytes: config.limits.max_output_mb * 1_048_576,
    logFile: join(dirs.logs, `${unitFileName(order.unit)}-merged-${log}.log`),
    marker: order.nonce,
    signal,
    run,
    ...(runs === undefined ? {} : { runs }),
  });
}
