import { DEFERRED_PATH, PLAN_PATH } from '../../run/document-paths.js';
import type { StaleItem } from '../../run/sweep/staleness.js';
import type { Shortfall } from '../../run/units/asked-again.js';
import { dispatchLine } from '../dispatch-line.js';
import { endedEarly } from '../ended-early.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { hardRules } from '../parts.js';
import { testRule, type WeakenedMode } from '../weakened-tests.js';
import { afterPhase, ownText } from './own-text.js';
import { itemsBlock, itemsSection, staleBlock, staleSection, sweepRules } from './parts.js';

export interface SweepImplementerInput {
  /** Name of the unit: `sweep/<after>-<round>`. */
  readonly unit: string;
  /** The phase that landed last; null where no phase has. */
  readonly after: string | null;
  /** Texts of the open items that this sweep is shown, in the order of the document. */
  readonly items: readonly string[];
  readonly stale: readonly StaleItem[];
  /** Items that one sweep is advised to take on at most. */
  readonly advised: number;
  readonly attempt: number;
  /** How many fixer dispatches follow if the tests fail. */
  readonly fixerAttempts: number;
  /** `protect.weakened_tests`; `explain` unless it is given. */
  readonly weakenedMode?: WeakenedMode;
  /** Why an earlier turn of this sweep did not do, where one was asked for again. */
  readonly shortfall?: Shortfall | null;
  /** The repository's own text for this role in a sweep. */
  readonly override?: PromptTemplate | undefined;
}

const NO_NEW_ITEMS =
  '- Add no items and split none, but where the rule on tests (below) asks for one. An item that turns out too large stays open as it is.';

/** The prompt of the agent that works off deferred items. */
export function sweepImplementerPrompt(input: SweepImplementerInput): string {
  const first = dispatchLine('implementer', input.unit, input.attempt);
  const early = endedEarly(input.shortfall ?? null);
  if (input.override !== undefined) {
    return ownText({ first, notes: [NO_NEW_ITEMS, testRule(input.weakenedMode), ...early] }, input.override, {
      after_phase: afterPhase(input.after),
      max_items: String(input.advised),
      fixer_max_attempts: String(input.fixerAttempts),
      items: itemsBlock(input.items, ' '),
      stale_items: staleBlock(input.stale),
    });
  }
  return [
    first,
    '',
    'You work off a list of small things that earlier agents put off in the repository that is your working directory. This is no phase of the plan: the list is the whole job. Finish as many of its open items as you can finish cleanly in one session, and leave the others open.',
    ...early.flatMap((note) => ['', note]),
    '',
    hardRules(),
    '',
    sweepRules(),
    NO_NEW_ITEMS,
    '',
    orderOfWork(input.advised),
    '',
    testRule(input.weakenedMode),
    '',
    itemsSection('Open items', input.items, ' '),
    '',
    staleSection(input.stale),
    '',
    'Look at these first: find out why they were left, and do them or leave them untouched for a person to decide. Do not tick one to be rid of it.',
    '',
    '## Where this sweep stands',
    '',
    context(input.after),
    '',
    ending(input.fixerAttempts),
    '',
  ].join('\n');
}

function orderOfWork(advised: number): string {
  return [
    '## How to work',
    '',
    `1. Take the items in their order, about ${advised} at most, and do each one completely, tests included where it changes behaviour.`,
    `2. When an item is really done, tick it in \`${DEFERRED_PATH}\`: \`- [ ]\` becomes \`- [x]\`, and nothing else in its text changes.`,
    '3. Change nothing that no item asks for.',
  ].join('\n');
}

function context(after: string | null): string {
  const where =
    after === null
      ? 'This sweep was asked for by itself; no phase came before it.'
      : `The phase that was finished last is ${after}.`;
  return `${where} \`${PLAN_PATH}\` holds the whole plan: read it to see what an item belongs to, and do not change it.`;
}

function ending(rounds: number): string {
  const fixer =
    rounds === 0
      ? 'If they fail, the run halts.'
      : `If they fail, a fixer gets ${rounds === 1 ? 'one attempt' : `up to ${rounds} attempts`}, then the run halts.`;
  return `## When you are done\n\nThe project's own tests are run after you. ${fixer} Do not end your turn while commands you started are still running.`;
}
