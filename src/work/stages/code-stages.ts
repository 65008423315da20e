import { halts } from '../../run/halts.js';
import { fixerDispatches } from '../../run/units/asked-again.js';
import type { StageEnd } from '../stage-end.js';
import type { Team } from '../team.js';
import { testStage } from '../test-stage.js';
import { takeTurn } from '../turn.js';
import type { Worksheet } from '../worksheet.js';

/** The implementer's turn. A phase must change something; a sweep that changes nothing is no failure, and there is nothing to test then. */
export async function implement(team: Team, sheet: Worksheet): Promise<StageEnd> {
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

/** Tests until they pass, with the fixer as often as it is allowed. */
export async function testAndFix(team: Team, sheet: Worksheet): Promise<StageEnd> {
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
      return { kind: 'refused', halt: halts.testsFailed(sheet.testSummary ?? '') };
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
