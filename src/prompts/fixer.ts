import { DEFERRED_PATH } from '../run/document-paths.js';
import { dispatchLine } from './dispatch-line.js';
import { deferredGrammar, deferredSection, hardRules, type PhaseText, phaseSection, testSection } from './parts.js';

export interface FixerInput {
  readonly phase: PhaseText;
  readonly deferred: string;
  readonly testSummary: string;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
}

/** The prompt of the agent that mends failing tests after a phase was implemented. */
export function fixerPrompt(input: FixerInput): string {
  return [
    dispatchLine('fixer', `phase/${input.phase.id}`, input.attempt),
    '',
    "A phase of a plan has just been implemented in the repository that is your working directory, and the project's tests fail. Make them pass without widening the phase.",
    '',
    hardRules(),
    '',
    '## How to fix',
    '',
    '- Stay with the failing tests. Leave code that works as it is.',
    '- Assume that the code is wrong, not the test. If a test must change, write down why: in the test itself, or as a deferred item.',
    '- Never delete, skip or weaken a test to get a green run.',
    `- What does not fit into a fix goes to \`${DEFERRED_PATH}\` instead of being half done.`,
    '',
    phaseSection(input.phase),
    '',
    testSection(input.testSummary),
    '',
    deferredSection(input.deferred),
    '',
    deferredGrammar(input.phase.id),
    '',
  ].join('\n');
}
