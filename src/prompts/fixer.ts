import { DEFERRED_PATH } from '../run/document-paths.js';
import type { Shortfall } from '../run/units/asked-again.js';
import { dispatchLine } from './dispatch-line.js';
import { endedEarly } from './ended-early.js';
import { knownSection } from './known-failures.js';
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
  testBlock,
  titleLine,
} from './parts.js';
import { failures, testRule, type WeakenedMode, weakenedTestsSection } from './weakened-tests.js';

export interface FixerInput {
  readonly phase: PhaseText;
  readonly deferred: string;
  readonly testSummary: string;
  /** Tests that failed before the run began: not the fixer's to mend. */
  readonly knownFailures?: readonly string[];
  /** Places where tests say less than before, one line each; then it is they that are to be mended. */
  readonly weakened?: readonly string[];
  /** `protect.weakened_tests`; `explain` unless it is given. */
  readonly weakenedMode?: WeakenedMode;
  /** Why an earlier turn of the fixer did not do, where one was asked for again. */
  readonly shortfall?: Shortfall | null;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
  /** The repository's own text for this role. */
  readonly override?: PromptTemplate | undefined;
}

/** The prompt of the agent that mends failing tests after a phase was implemented. */
export function fixerPrompt(input: FixerInput): string {
  const { phase, override } = input;
  const first = dispatchLine('fixer', `phase/${phase.id}`, input.attempt);
  const early = endedEarly(input.shortfall ?? null);
  if (override !== undefined) {
    return fillOverride({ first, phaseId: phase.id, notes: [...early, ...notes(input)] }, override, {
      phase_id: phase.id,
      phase_title: titleLine(phase),
      phase_body: phaseBlock(phase),
      test_output: testBlock(input.testSummary),
      deferred: deferredBlock(input.deferred),
    });
  }
  return [
    first,
    '',
    task(input),
    ...early.flatMap((note) => ['', note]),
    '',
    hardRules(),
    '',
    '## How to fix',
    '',
    '- Stay with the failing tests. Leave code that works as it is.',
    '- Assume that the code is wrong, not the test. If a test must change, write down why: in the test itself, or as a deferred item.',
    '- Never delete, skip or weaken a test to get a green run: the tests are compared with those of before.',
    `- What does not fit into a fix goes to \`${DEFERRED_PATH}\` instead of being half done.`,
    '',
    phaseSection(phase),
    '',
    ...failures(input.testSummary, input.weakened ?? [], input.weakenedMode),
    testRule(input.weakenedMode),
    '',
    ...knownSection(input.knownFailures ?? []),
    deferredSection(input.deferred),
    '',
    deferredGrammar(phase.id),
    '',
  ].join('\n');
}

/** What an own text knows nothing of, and what therefore stands in front of it. */
function notes({ knownFailures = [], weakened = [], weakenedMode }: FixerInput): readonly string[] {
  const parts = [testRule(weakenedMode), ...knownSection(knownFailures), weakenedTestsSection(weakened, weakenedMode)];
  return parts.filter((part) => part !== '');
}

function task({ weakened = [] }: FixerInput): string {
  const start = 'A phase of a plan has just been implemented in the repository that is your working directory';
  return weakened.length === 0
    ? `${start}, and the project's tests fail. Make them pass without widening the phase.`
    : `${start}, and it made the project's tests say less than before. Bring them back, and let them pass without widening the phase.`;
}
