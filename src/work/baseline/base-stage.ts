import { halts } from '../../run/halts.js';
import type { Baseline } from '../../run/tests/baseline.js';
import type { StageEnd } from '../stage-end.js';
import { commandFrom, detectTests } from '../tests/detect.js';
import { probe } from '../tests/probe.js';
import type { TestsOutcome } from '../tests/run-tests.js';
import type { ScriptsBehind } from '../tests/scripts-behind.js';
import type { TestCommand } from '../tests/test-command.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Worksheet } from '../worksheet.js';
import { baseCommandIn } from './base-command.js';
import { noteTree } from './note-tree.js';
import { runProjectTests } from './run-project-tests.js';

/**
 * Looks at the unit's base before any agent works: what it tests itself with, and, once in a run, how its tests stand. A base that is
 * red in a way that nobody can tell apart ends the run here, while nothing has been spent.
 */
export async function baseStage(unit: Unit, ports: WorkPorts, sheet: Worksheet): Promise<StageEnd> {
  const { label, command, found } = await baseCommandIn(unit);
  sheet.baseTests = label;
  sheet.baseCommand = command;
  const wanted = unit.base?.untouched === true && unit.base.baseline === null;
  if (found !== null && wanted && unit.config.tests.baseline !== 'ignore') {
    const end = await takeBaseline(unit, ports, { sheet, ...found });
    if (end !== null) {
      return end;
    }
  }
  if (sheet.baseline !== undefined || commandFrom(unit.config.tests.setup, 'setup') !== null) {
    await noteTree(ports, sheet);
  }
  return null;
}

interface Taking {
  readonly sheet: Worksheet;
  readonly command: TestCommand;
  readonly behind: ScriptsBehind;
}

async function takeBaseline(unit: Unit, ports: WorkPorts, { sheet, command, behind }: Taking): Promise<StageEnd> {
  const reds: Red[] = [];
  for (let again = 0; again <= unit.config.tests.rerun_failed; again += 1) {
    ports.tell({ kind: 'tests_started', label: command.label, of: 'base' });
    const log = again === 0 ? 'base' : `base-again-${again}`;
    const outcome = await runProjectTests(unit, ports, { command, runs: behind.runs, log });
    if (outcome.kind === 'cancelled') {
      return { kind: 'interrupted' };
    }
    if (outcome.kind === 'missing' && (await comesLater(unit, outcome.program))) {
      return conclude(unit, ports, sheet, baseline(outcome, 'empty'));
    }
    if (outcome.kind !== 'passed' && outcome.kind !== 'failed') {
      return { kind: 'refused', halt: halts.testsUnusable(outcome.report.summary) };
    }
    ports.tell({ kind: 'tests_ended', report: outcome.report });
    if (outcome.kind === 'passed') {
      return conclude(unit, ports, sheet, baseline(outcome, 'green'));
    }
    if (outcome.reading.none) {
      return conclude(unit, ports, sheet, baseline(outcome, 'empty'));
    }
    reds.push(outcome);
  }
  return conclude(unit, ports, sheet, await redBaseline(unit, reds));
}

type Red = Extract<TestsOutcome, { kind: 'failed' }>;

/** A program of the project itself that no phase has written yet is no broken configuration. */
async function comesLater(unit: Unit, program: string): Promise<boolean> {
  return program.includes('/') && !program.startsWith('/') && !(await probe(unit.dir).isFile(program));
}

function baseline(outcome: TestsOutcome, verdict: Baseline['verdict']): Baseline {
  return { label: outcome.report.label ?? '', verdict, failures: [], ran: null, seconds: outcome.report.seconds };
}

/** Only what failed every time is excused; the rest is flaky, and may be new. */
async function redBaseline(unit: Unit, reds: readonly Red[]): Promise<Baseline | string> {
  const [first] = reds;
  const last = reds.at(-1);
  if (first === undefined || last === undefined) {
    return 'The tests were not run.';
  }
  if (reds.every(({ reading }) => reading.told)) {
    const failures = first.reading.failing.filter((name) =>
      reds.every(({ reading }) => reading.failing.includes(name)),
    );
    const ran = Math.max(...reds.map(({ reading }) => reading.ran ?? 0));
    return { ...baseline(last, failures.length === 0 ? 'green' : 'known'), failures, ran };
  }
  // A command without anything behind it yet, as in a project that the plan is to begin, has no failing tests either.
  return (await detectTests(unit.dir, null)) === null ? baseline(last, 'unclear') : last.report.summary;
}

/** @param found the baseline, or the output that nobody can make names of */
function conclude(unit: Unit, ports: WorkPorts, sheet: Worksheet, found: Baseline | string): StageEnd {
  if (typeof found === 'string') {
    const why = `Its output does not tell which tests fail, so later failures could not be told from these. ${found}`;
    return { kind: 'refused', halt: halts.baselineRed(why) };
  }
  if (unit.config.tests.baseline === 'halt' && found.verdict !== 'green' && found.verdict !== 'empty') {
    const names = found.failures.slice(0, 20).map((name) => `\`${name}\``);
    const why = `tests.baseline is \`halt\`. Failing: ${names.join(', ') || 'not told'}${found.failures.length > 20 ? ' and more' : ''}.`;
    return { kind: 'refused', halt: halts.baselineRed(why) };
  }
  sheet.baseline = found;
  sheet.known = found.failures;
  ports.tell({ kind: 'baseline', baseline: found });
  return null;
}
