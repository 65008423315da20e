import { auditorPrompt } from '../prompts/auditor.js';
import { fixerPrompt } from '../prompts/fixer.js';
import { implementerPrompt } from '../prompts/implementer.js';
import type { Subject } from '../run/units/subject.js';
import type { Unit } from './unit.js';
import type { Worksheet } from './worksheet.js';

/** What a unit's agents are told, by what the unit works on. Null: this version has no words for it. */
export interface UnitPrompts {
  implementer(sheet: Worksheet, facts: { readonly attempt: number; readonly nothingChangedBefore: boolean }): string;
  fixer(sheet: Worksheet, attempt: number): string;
  /** Null where units of this kind are not audited. */
  readonly auditor: ((sheet: Worksheet, facts: { readonly attempt: number; readonly diff: string }) => string) | null;
}

export function promptsOf(unit: Unit): UnitPrompts | null {
  switch (unit.subject.kind) {
    case 'phase':
      return phasePrompts(unit, unit.subject);
    case 'sweep':
      return null;
  }
}

function phasePrompts(unit: Unit, { phase }: Extract<Subject, { kind: 'phase' }>): UnitPrompts {
  const { audit, retries } = unit.config;
  return {
    implementer: (sheet, facts) =>
      implementerPrompt({
        ...facts,
        phase,
        deferred: sheet.deferred,
        fixerAttempts: retries.fixer_max_attempts,
        override: unit.prompts.implementer,
      }),
    fixer: (sheet, attempt) =>
      fixerPrompt({
        phase,
        deferred: sheet.deferred,
        testSummary: sheet.testSummary ?? '',
        attempt,
        override: unit.prompts.fixer,
      }),
    auditor: audit.enabled
      ? (sheet, facts) =>
          auditorPrompt({
            ...facts,
            phase,
            deferred: sheet.deferred,
            lineLimit: audit.small_fix_line_limit,
            override: unit.prompts.auditor,
          })
      : null,
  };
}
