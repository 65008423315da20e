import { openTexts } from '../documents/deferred.js';
import { auditorPrompt } from '../prompts/auditor.js';
import { fixerPrompt } from '../prompts/fixer.js';
import { implementerPrompt } from '../prompts/implementer.js';
import { sweepAuditorPrompt } from '../prompts/sweep/auditor.js';
import { sweepFixerPrompt } from '../prompts/sweep/fixer.js';
import { sweepImplementerPrompt } from '../prompts/sweep/implementer.js';
import { type StaleItem, staleItems } from '../run/sweep/staleness.js';
import { askedFor } from '../run/units/asked-again.js';
import type { PlanSubject } from '../run/units/subject.js';
import type { Unit } from './unit.js';
import type { Worksheet } from './worksheet.js';

/** What a unit's agents are told, by what the unit works on. */
export interface UnitPrompts {
  implementer(sheet: Worksheet, attempt: number): string;
  fixer(sheet: Worksheet, attempt: number): string;
  /** Null where units of this kind are not audited. */
  readonly auditor: ((sheet: Worksheet, facts: { readonly attempt: number; readonly diff: string }) => string) | null;
}

export function promptsOf(unit: Unit, subject: PlanSubject): UnitPrompts {
  return subject.kind === 'phase' ? phasePrompts(unit, subject) : sweepPrompts(unit);
}

function phasePrompts(unit: Unit, { phase }: Extract<PlanSubject, { kind: 'phase' }>): UnitPrompts {
  const { audit, retries, protect } = unit.config;
  return {
    implementer: (sheet, attempt) =>
      implementerPrompt({
        attempt,
        shortfall: askedFor(sheet.askedAgain, 'implement'),
        phase,
        deferred: sheet.deferred,
        fixerAttempts: retries.fixer_max_attempts,
        weakenedMode: protect.weakened_tests,
        override: unit.prompts.implementer,
      }),
    fixer: (sheet, attempt) =>
      fixerPrompt({
        phase,
        deferred: sheet.deferred,
        testSummary: sheet.testSummary ?? '',
        knownFailures: sheet.known,
        weakened: sheet.weakened,
        weakenedMode: protect.weakened_tests,
        shortfall: askedFor(sheet.askedAgain, 'fix'),
        attempt,
        override: unit.prompts.fixer,
      }),
    auditor: audit.enabled
      ? (sheet, facts) =>
          auditorPrompt({
            ...facts,
            phase,
            deferred: sheet.deferred,
            weakened: sheet.weakened,
            lineLimit: audit.small_fix_line_limit,
            override: unit.prompts.auditor,
          })
      : null,
  };
}

function sweepPrompts(unit: Unit): UnitPrompts {
  const { config, sweep } = unit;
  const name = unit.order.unit;
  return {
    implementer: (sheet, attempt) => {
      const open = openTexts(sheet.deferred);
      return sweepImplementerPrompt({
        unit: name,
        after: sweep.after,
        items: open.slice(0, sweep.maxItems ?? open.length),
        stale: staleAmong(unit, open),
        advised: config.sweep.trigger_max_items,
        attempt,
        shortfall: askedFor(sheet.askedAgain, 'implement'),
        fixerAttempts: config.retries.fixer_max_attempts,
        weakenedMode: config.protect.weakened_tests,
        override: unit.prompts['sweep-implementer'],
      });
    },
    fixer: (sheet, attempt) =>
      sweepFixerPrompt({
        unit: name,
        deferred: sheet.deferred,
        testSummary: sheet.testSummary ?? '',
        knownFailures: sheet.known,
        weakened: sheet.weakened,
        weakenedMode: config.protect.weakened_tests,
        shortfall: askedFor(sheet.askedAgain, 'fix'),
        attempt,
        override: unit.prompts['sweep-fixer'],
      }),
    auditor: sweep.audit
      ? (sheet, { attempt, diff }) => {
          const open = new Set(openTexts(sheet.deferred));
          const listed = openTexts(sweep.deferredBefore);
          return sweepAuditorPrompt({
            unit: name,
            after: sweep.after,
            diff,
            resolved: listed.filter((text) => !open.has(text)),
            remaining: [...open],
            stale: staleAmong(unit, listed),
            deferred: sheet.deferred,
            weakened: sheet.weakened,
            lineLimit: config.audit.small_fix_line_limit,
            attempt,
            override: unit.prompts['sweep-auditor'],
          });
        }
      : null,
  };
}

/** Stale items of these; what was ticked in this very sweep is among them, so that the auditor looks twice. */
function staleAmong({ config, sweep }: Unit, texts: readonly string[]): readonly StaleItem[] {
  const known = new Set(texts);
  return staleItems(sweep.attempts, config.sweep.escalate_after).filter((item) => known.has(item.text));
}
