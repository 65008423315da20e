import { DEFERRED_PATH } from '../run/document-paths.js';
import { dispatchLine } from './dispatch-line.js';
import { fillOverride } from './overrides/fill-override.js';
import type { PromptTemplate } from './overrides/parse-template.js';
import {
  deferredBlock,
  deferredGrammar,
  deferredSection,
  diffBlock,
  diffSection,
  hardRules,
  type PhaseText,
  phaseBlock,
  phaseSection,
  titleLine,
} from './parts.js';
import { weakenedTests } from './weakened-tests.js';

export interface AuditorInput {
  readonly phase: PhaseText;
  readonly deferred: string;
  /** What the phase changed so far, as trusted git shows it; bounded. */
  readonly diff: string;
  /** Places where tests say less than before and no reason is written down, one line each. */
  readonly weakened: readonly string[];
  /** `audit.small_fix_line_limit`. */
  readonly lineLimit: number;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
  /** The repository's own text for this role. */
  readonly override?: PromptTemplate | undefined;
}

/** The prompt of the agent that looks at a phase's diff once its tests pass, before it is committed. */
export function auditorPrompt(input: AuditorInput): string {
  const { phase, deferred, diff, weakened, lineLimit, attempt, override } = input;
  const first = dispatchLine('auditor', `phase/${phase.id}`, attempt);
  if (override !== undefined) {
    return fillOverride(
      { first, phaseId: phase.id, notes: weakenedTests(weakened).filter((part) => part !== '') },
      override,
      {
        phase_id: phase.id,
        phase_title: titleLine(phase),
        phase_body: phaseBlock(phase),
        diff: diffBlock(diff),
        deferred: deferredBlock(deferred),
        small_fix_line_limit: String(lineLimit),
      },
    );
  }
  return [
    first,
    '',
    'A phase of a plan has been implemented in the repository that is your working directory, and its tests pass. It is about to be committed. You are its auditor: read what changed, and decide about every fault that you find.',
    '',
    hardRules(),
    '',
    decisions(lineLimit),
    '',
    scope(),
    '',
    lookFor(),
    '',
    phaseSection(phase),
    '',
    diffSection(diff),
    '',
    ...weakenedTests(weakened),
    deferredSection(deferred),
    '',
    deferredGrammar(phase.id),
    '',
  ].join('\n');
}

function decisions(lineLimit: number): string {
  return [
    '## What to do about a fault',
    '',
    lineLimit === 0
      ? '- Change no code: in this repository every fault is put off.'
      : `- A fix of at most ${lineLimit} lines, added and removed together: make it now, as small as it can be. The tests run again after you, and a fix that breaks them halts the run.`,
    `- ${lineLimit === 0 ? 'A fault' : 'Anything larger: leave the code alone. It'} goes to \`${DEFERRED_PATH}\`, as an open item or, when it is work of a phase's size, as a deferred phase.`,
    '- No fault found: change nothing. That is a good result.',
    '',
    'The lines that you change are counted from the tree itself.',
  ].join('\n');
}

function scope(): string {
  return [
    '## Where to stop',
    '',
    "- Stay with this phase's diff. A fault that was there before counts only where the diff touches the same path through the code.",
    '- Do not rebuild what works, and do not do the work of later phases.',
    '- Never delete, skip or weaken a test.',
  ].join('\n');
}

function lookFor(): string {
  return [
    '## What to look for',
    '',
    '- Bugs: limits and off-by-one steps, errors that are swallowed, races, input from users that is taken without a check.',
    '- Deliverables of the phase without a test that would fail if they broke.',
    '- Drift: public interfaces without documentation, conventions of this code base that the diff breaks.',
    '- Work that the phase did not ask for. Do not accept it in silence: put it down as an item, so that a person can judge it.',
  ].join('\n');
}
