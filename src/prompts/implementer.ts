import { DEFERRED_PATH, PLAN_PATH } from '../run/document-paths.js';
import type { Shortfall } from '../run/units/asked-again.js';
import { dispatchLine } from './dispatch-line.js';
import { endedEarly } from './ended-early.js';
import { fillOverride } from './overrides/fill-override.js';
import type { PromptTemplate } from './overrides/parse-template.js';
import {
  deferredBlock,
  deferredGrammar,
  deferredSection,
  hardRules,
  type PhaseText,
  phaseBlock,
  phaseSection,
  titleLine,
} from './parts.js';
import { testRule, type WeakenedMode } from './weakened-tests.js';

export interface ImplementerInput {
  readonly phase: PhaseText;
  readonly deferred: string;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
  /** How many fixer dispatches follow if the tests fail. */
  readonly fixerAttempts: number;
  /** `protect.weakened_tests`; `explain` unless it is given. */
  readonly weakenedMode?: WeakenedMode;
  /** Why an earlier turn at this phase did not do, and this is the second; null for the first. */
  readonly shortfall: Shortfall | null;
  /** The repository's own text for this role. */
  readonly override?: PromptTemplate | undefined;
}

/** The prompt of the agent that carries out one phase. */
export function implementerPrompt(input: ImplementerInput): string {
  const { phase, override } = input;
  const first = dispatchLine('implementer', `phase/${phase.id}`, input.attempt);
  const notes = [...(input.shortfall?.unchanged === true ? [secondChance()] : []), ...endedEarly(input.shortfall)];
  if (override !== undefined) {
    return fillOverride({ first, phaseId: phase.id, notes: [testRule(input.weakenedMode), ...notes] }, override, {
      phase_id: phase.id,
      phase_title: titleLine(phase),
      fixer_max_attempts: String(input.fixerAttempts),
      phase_body: phaseBlock(phase),
      deferred: deferredBlock(input.deferred),
    });
  }
  return [
    first,
    '',
    'You carry out one phase of a larger plan in the repository that is your working directory. You may change code, tests, configuration and documentation. Only this phase counts now; others have theirs.',
    ...notes.flatMap((note) => ['', note]),
    '',
    hardRules(),
    '',
    orderOfWork(),
    '',
    testRule(input.weakenedMode),
    '',
    phaseSection(phase),
    '',
    deferredSection(input.deferred),
    '',
    ending(input),
    '',
  ].join('\n');
}

function secondChance(): string {
  return 'An earlier attempt at this phase ended without changing a single file. If the phase is really done already, write one deferred item that says how you verified it; otherwise do the work now.';
}

function orderOfWork(): string {
  return [
    '## Order of work',
    '',
    '1. Look at the deferred work below. Finish the items that belong to this phase or stand in its way and tick them. A deferred phase that this phase needs comes before it and overrides its text.',
    "2. Do what the phase's deliverables and acceptance ask for, tests included.",
    `3. Write whatever you leave unfinished, or notice on the way, to \`${DEFERRED_PATH}\`: small things as open items, work of a phase's size as a deferred phase. Drop nothing silently.`,
  ].join('\n');
}

function ending(input: ImplementerInput): string {
  const rounds = input.fixerAttempts;
  const fixer =
    rounds === 0
      ? 'If they fail, the run halts.'
      : `If they fail, a fixer gets ${rounds === 1 ? 'one attempt' : `up to ${rounds} attempts`}, then the run halts.`;
  return [
    '## When you are done',
    '',
    `The project's own tests are run after you. ${fixer} Do not end your turn while commands you started are still running.`,
    `\`${PLAN_PATH}\` holds the whole plan, should you need to know where this phase stands in it.`,
    '',
    deferredGrammar(input.phase.id),
  ].join('\n');
}
