import { sessionFixerPrompt } from '../../prompts/grind/fixer.js';
import { sessionPrompt } from '../../prompts/grind/session.js';
import { askedFor } from '../../run/units/asked-again.js';
import { takeNotes, withNotes } from '../notes/with-notes.js';
import type { WorkPorts } from '../unit.js';
import type { UnitPrompts } from '../unit-prompts.js';
import type { SessionUnit } from './session-unit.js';

/** What a session's agents are told. Notes of people stand in front of the prompt's own text, which is the last word as it is in its file. */
export function sessionPrompts(unit: SessionUnit, ports: Pick<WorkPorts, 'newNotes'>): UnitPrompts {
  const { order, subject, grind, config } = unit;
  const { prompt } = subject;
  const fixers = config.retries.fixer_max_attempts;
  const own: UnitPrompts = {
    implementer: (sheet, attempt) =>
      sessionPrompt({
        unit: order.unit,
        attempt,
        body: prompt.body,
        sessionLog: grind.sessionLog,
        scratchpad: grind.scratchpad,
        verify: prompt.verify ? { fixers } : null,
        weakenedMode: config.protect.weakened_tests,
        notes: takeNotes(sheet, ports),
        shortfall: askedFor(sheet.askedAgain, 'implement'),
      }),
    fixer: (sheet, attempt) =>
      sessionFixerPrompt({
        unit: order.unit,
        attempt,
        prompt: prompt.name,
        body: prompt.body,
        testSummary: sheet.testSummary ?? '',
        knownFailures: sheet.known,
        weakened: sheet.weakened,
        weakenedMode: config.protect.weakened_tests,
        shortfall: askedFor(sheet.askedAgain, 'fix'),
      }),
    auditor: null,
  };
  return { ...own, fixer: withNotes(own, ports).fixer };
}
