import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { StaleItem } from '../../run/sweep/staleness.js';
import { dispatchLine } from '../dispatch-line.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { deferredBlock, deferredSection, diffBlock, diffSection, hardRules } from '../parts.js';
import { weakenedTests } from '../weakened-tests.js';
import { afterPhase, ownText } from './own-text.js';
import { itemsBlock, itemsSection, staleBlock, staleSection, sweepRules } from './parts.js';

export interface SweepAuditorInput {
  readonly unit: string;
  /** The phase that landed last; null where no phase has. */
  readonly after: string | null;
  /** What the sweep changed so far, as trusted git shows it; bounded. */
  readonly diff: string;
  /** Texts of the items that were open before the sweep and are not any more. */
  readonly resolved: readonly string[];
  readonly remaining: readonly string[];
  readonly stale: readonly StaleItem[];
  readonly deferred: string;
  /** Places where tests say less than before and no reason is written down, one line each. */
  readonly weakened: readonly string[];
  /** `audit.small_fix_line_limit`. */
  readonly lineLimit: number;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
  /** The repository's own text for this role in a sweep. */
  readonly override?: PromptTemplate | undefined;
}

/** The prompt of the agent that compares what a sweep claims with what it changed, before that is committed. */
export function sweepAuditorPrompt(input: SweepAuditorInput): string {
  const { unit, after, diff, resolved, remaining, stale, deferred, lineLimit, attempt } = input;
  const first = dispatchLine('auditor', unit, attempt);
  if (input.override !== undefined) {
    return ownText({ first, notes: weakenedTests(input.weakened) }, input.override, {
      after_phase: afterPhase(after),
      small_fix_line_limit: String(lineLimit),
      resolved_items: itemsBlock(resolved, 'x'),
      items: itemsBlock(remaining, ' '),
      stale_items: staleBlock(stale),
      diff: diffBlock(diff),
      deferred: deferredBlock(deferred),
    });
  }
  return [
    first,
    '',
    `Items of a list of deferred work have been worked off in the repository that is your working directory${after === null ? '' : `, after phase ${after} of a plan`}, and the tests pass. The change is about to be committed. You are its auditor: the items that are claimed to be done are the contract, and the diff is what there is to show for them.`,
    '',
    hardRules(),
    '',
    sweepRules(),
    '',
    decisions(lineLimit),
    '',
    itemsSection('Claimed to be done in this sweep', resolved, 'x'),
    '',
    itemsSection('Still open', remaining, ' '),
    '',
    staleSection(stale),
    '',
    'Be strict with these: one that is ticked without a change that does it was most likely ticked to be rid of it.',
    '',
    diffSection(diff),
    '',
    ...weakenedTests(input.weakened),
    deferredSection(deferred),
    '',
  ].join('\n');
}

function decisions(lineLimit: number): string {
  return [
    '## What to decide',
    '',
    '- For each item that is claimed to be done: where the diff plausibly does it, leave it ticked. Where it does not, open it again (`- [x]` becomes `- [ ]`) and take back what was changed only to look as if it did.',
    '- For each part of the diff that belongs to no such item: take it back, unless an item could not have been done without it. In doubt, take it back.',
    `- A fault in what stays: ${lineLimit === 0 ? 'change no code for it' : `mend it when that takes at most ${lineLimit} lines, added and removed together`}; anything more goes to \`${DEFERRED_PATH}\` as a new open item. The tests run again after you, and a change that breaks them halts the run.`,
    '- Never remove an item that you cannot verify: open it again, in its own words. An item that was removed without having been done is yours to put back, open.',
    '- Look at nothing beyond the diff of this sweep.',
    '',
    'End with one line that says what you left, took back and opened again.',
  ].join('\n');
}
