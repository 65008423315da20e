import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { Shortfall } from '../../run/units/asked-again.js';
import { dispatchLine } from '../dispatch-line.js';
import { endedEarly } from '../ended-early.js';
import { knownSection } from '../known-failures.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { deferredBlock, deferredSection, hardRules, testBlock } from '../parts.js';
import { failures, testRule, type WeakenedMode, weakenedTestsSection } from '../weakened-tests.js';
import { ownText } from './own-text.js';
import { sweepRules } from './parts.js';

export interface SweepFixerInput {
  readonly unit: string;
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
  /** The repository's own text for this role in a sweep. */
  readonly override?: PromptTemplate | undefined;
}

/** The prompt of the agent that mends failing tests after deferred items were worked off. */
export function sweepFixerPrompt(input: SweepFixerInput): string {
  const first = dispatchLine('fixer', input.unit, input.attempt);
  const early = endedEarly(input.shortfall ?? null);
  if (input.override !== undefined) {
    const known = knownSection(input.knownFailures ?? [])
      .join('\n')
      .trim();
    const notes = [
      testRule(input.weakenedMode),
      ...early,
      weakenedTestsSection(input.weakened ?? [], input.weakenedMode),
      known,
    ];
    return ownText({ first, notes }, input.override, {
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
    sweepRules(),
    '',
    '## How to fix',
    '',
    '- Every change must follow from the items that led to the failing code; the ticked ones below are what was done.',
    '- Stay with the failing tests. Leave code that works as it is.',
    '- Assume that the code is wrong, not the test. If a test must change, write down why: in the test itself, or as a deferred item.',
    '- Never delete, skip or weaken a test to get a green run: the tests are compared with those of before.',
    `- What does not fit into a fix goes to \`${DEFERRED_PATH}\` as an open item instead of being half done. An item that was ticked and is not done after all is opened again.`,
    '',
    ...failures(input.testSummary, input.weakened ?? [], input.weakenedMode),
    testRule(input.weakenedMode),
    '',
    ...knownSection(input.knownFailures ?? []),
    deferredSection(input.deferred),
    '',
  ].join('\n');
}

function task({ weakened = [] }: SweepFixerInput): string {
  const start = 'Items of a list of deferred work have just been done in the repository that is your working directory';
  return weakened.length === 0
    ? `${start}, and the project's tests fail. Make them pass.`
    : `${start}, and that made the project's tests say less than before. Bring them back, and let them pass.`;
}
