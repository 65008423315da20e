import type { Halt } from '../../run/record.js';
import type { Desk } from './desk.js';
import { ofCap } from './session-cap.js';
import type { Verdict } from './session-end.js';
import { endsSession } from './session-failures.js';

/** Longest reason that stands in a session's summary, in characters. */
const LONGEST = 3_000;

/** What a halt of a stage says about its session; null where the whole run halts for it. */
export function verdictOf(desk: Desk, halt: Halt): Verdict | null {
  const { outer, sheet } = desk;
  const sofar = { begun: sheet.stage !== 'setup', runSpent: outer.barred(sheet.progress()) !== null };
  if (!endsSession(halt.code, sofar)) {
    return null;
  }
  const timeout = halt.code === 'agent_timeout' && sheet.stage === 'implement';
  return {
    status: timeout ? 'timeout' : 'error',
    why: inWords(desk, halt).slice(0, LONGEST),
    code: halt.code,
  };
}

function inWords(desk: Desk, halt: Halt): string {
  const { unit, sheet } = desk;
  switch (halt.code) {
    case 'tests_failed': {
      const after = sheet.fix === 0 ? '' : ` after ${sheet.fix} fixer attempts`;
      return `verify failed${after}: ${halt.why}`;
    }
    case 'tests_weakened':
      return `The session made tests say less: ${halt.why}`;
    case 'tests_changed':
      return `The session changed how the project is tested. ${halt.why}`;
    case 'agent_timeout':
      return `${whoseAgent(sheet)} was stopped at ${timeLimit(unit)}`;
    case 'budget_exceeded':
      return `${halt.what}${capSaid(desk)}`;
    default:
      return sheet.stage === 'fix' ? `${whoseAgent(sheet)}: ${halt.what} ${halt.why}` : `${halt.what} ${halt.why}`;
  }
}

function whoseAgent({ stage, fix }: Desk['sheet']): string {
  return stage === 'fix' ? `verify fixer attempt ${fix + 1}` : 'the agent';
}

/** An agent is stopped a little before what it may cost, so the cap is named here beside what was spent. */
function capSaid({ unit, sheet }: Desk): string {
  const said = ofCap(unit, sheet.progress());
  return said === null ? '' : ` (${said})`;
}

/** Whichever limit was the shorter, by its name. */
function timeLimit({ order, config }: Desk['unit']): string {
  const { max_seconds: seconds } = order.session;
  const { dispatch_minutes: minutes } = config.limits;
  return minutes * 60 < seconds ? `limits.dispatch_minutes (${minutes})` : `max_session_seconds (${seconds}s)`;
}
