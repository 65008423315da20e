import { bounded, fenced } from '../../base/fence.js';
import { SUMMARY_PATH } from '../../run/document-paths.js';
import type { Shortfall } from '../../run/units/asked-again.js';
import { dispatchLine } from '../dispatch-line.js';
import { endedEarly } from '../ended-early.js';
import { knownSection } from '../known-failures.js';
import { failures, type WeakenedMode } from '../weakened-tests.js';
import { sessionTestRule } from './session-test-rule.js';

export interface SessionFixerInput {
  readonly unit: string;
  /** Counts from 1 within the session. */
  readonly attempt: number;
  /** The prompt's name and its own text. */
  readonly prompt: string;
  readonly body: string;
  readonly testSummary: string;
  /** Tests that failed before the run began: not the fixer's to mend. */
  readonly knownFailures: readonly string[];
  /** Places where tests say less than before, one line each. */
  readonly weakened: readonly string[];
  readonly weakenedMode: WeakenedMode;
  readonly shortfall: Shortfall | null;
}

/** Longest text of the session's own task that the fixer is shown, in characters. */
const LONGEST_BODY = 100_000;

/** The prompt of the agent that mends failing tests after a session. */
export function sessionFixerPrompt(input: SessionFixerInput): string {
  return [
    dispatchLine('fixer', input.unit, input.attempt),
    '',
    `A session has just worked in the repository that is your working directory, and the project's tests ${input.weakened.length === 0 ? 'fail' : 'say less than before'}. You are its fixer: mend that, and nothing else.`,
    ...endedEarly(input.shortfall).flatMap((note) => ['', note]),
    '',
    '## Rules',
    '',
    '- Stay with the failing tests. Leave code that works as it is.',
    '- Presume that the code is wrong and not the test.',
    '- Never delete, skip or weaken a test to get a green run: the tests are compared with those of before.',
    `- Leave everything below \`.pitboss/\` alone but \`${SUMMARY_PATH}\`, which says what the session did: add to it only what people must know of your change. The same holds for \`.github/pitboss.yml\` and \`.github/workflows/\`; a change there halts the run.`,
    '- Make no commits, branches, tags or pushes; add no nested repositories, no submodules and no links that point outside this repository.',
    '',
    `## The task of the session (prompt ${input.prompt})`,
    '',
    'It tells what the code is meant to do now. It was worked off already; do not do it again.',
    '',
    fenced(bounded(input.body, LONGEST_BODY)),
    '',
    ...failures(input.testSummary, input.weakened, input.weakenedMode),
    sessionTestRule(input.weakenedMode),
    '',
    ...knownSection(input.knownFailures),
  ].join('\n');
}
