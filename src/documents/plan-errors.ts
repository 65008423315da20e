import { type DocumentError, quoted } from './document-error.js';
import type { FrontmatterError } from './frontmatter.js';
import type { Phase } from './plan-phases.js';

const EXAMPLE = 'current_phase: "01"';

/** Every way in which plan.md can be wrong. Lines count from 1 in the whole file. */
export function missingFrontmatter(opened: boolean): DocumentError {
  return {
    code: 'missing_frontmatter',
    file: 'plan.md',
    line: 1,
    what: opened ? 'The frontmatter is never closed.' : 'The plan has no frontmatter.',
    why: opened
      ? 'No later line is exactly `---` with text below it.'
      : 'The very first line must be exactly `---`, without anything before it.',
    fix: `Begin the plan with three lines: \`---\`, \`${EXAMPLE}\`, \`---\`.`,
  };
}

export function badFrontmatter(error: FrontmatterError): DocumentError {
  return {
    code: 'bad_frontmatter',
    file: 'plan.md',
    line: error.line === null ? null : error.line + 1,
    what: 'The frontmatter cannot be used.',
    why: error.why,
    fix: `Write the phase to begin with in quotes, on a line of its own: \`${EXAMPLE}\`.`,
  };
}

export function badCurrentPhase(why: string, line: number): DocumentError {
  const what = '`current_phase` is not a phase id.';
  const fix = `Write the id of the phase to begin with: \`${EXAMPLE}\`.`;
  return { code: 'bad_current_phase', file: 'plan.md', line, what, why, fix };
}

export function unknownCurrentPhase(id: string, line: number): DocumentError {
  return {
    code: 'unknown_current_phase',
    file: 'plan.md',
    line,
    what: `There is no phase ${id} in the plan.`,
    why: 'No heading has exactly the id that `current_phase` names; 1 and 01 are different ids.',
    fix: 'Correct `current_phase`, or the heading.',
  };
}

export function noPhases(): DocumentError {
  return {
    code: 'no_phases',
    file: 'plan.md',
    line: null,
    what: 'The plan has no phases.',
    why: 'No line below the frontmatter begins with `# Phase `.',
    fix: 'Begin each phase with a line like `# Phase 01: Title`.',
  };
}

export function badHeading(text: string, line: number): DocumentError {
  return {
    code: 'bad_heading',
    file: 'plan.md',
    line,
    what: 'A phase heading is incomplete.',
    why: `${quoted(text)} begins like a phase but has no colon and space behind the id.`,
    fix: 'Write `# Phase 01: Title`, or begin the line differently if it is not a phase.',
  };
}

export function badHeadingId(why: string, line: number): DocumentError {
  const fix = 'Write `# Phase 01: Title` with one space before the id; ids look like 01, 02b or 3-again.';
  return { code: 'bad_heading_id', file: 'plan.md', line, what: 'A phase heading has no valid id.', why, fix };
}

export function unclosedFence(line: number): DocumentError {
  return {
    code: 'unclosed_fence',
    file: 'plan.md',
    line,
    what: 'A code fence is never closed.',
    why: 'Phase headings follow it, and it cannot be told whether they are code.',
    fix: 'Close the fence with a line of at least as many of the same characters and nothing else on it.',
  };
}

export function duplicateId(phase: Phase, twin: Phase): DocumentError {
  return {
    code: 'duplicate_phase_id',
    file: 'plan.md',
    line: phase.line,
    what: `There are two phases ${phase.id}.`,
    why: `The other one is on line ${twin.line}.`,
    fix: 'Give every phase an id of its own.',
  };
}

export function notAscending(phase: Phase, before: Phase): DocumentError {
  return {
    code: 'phases_not_ascending',
    file: 'plan.md',
    line: phase.line,
    what: `Phase ${phase.id} stands behind phase ${before.id}.`,
    why: 'Phases are carried out from top to bottom, and their ids must ascend.',
    fix: 'Move the phase or renumber it; an id such as 02b lies between 02 and 03.',
  };
}
