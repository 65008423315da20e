import { type DocumentError, quoted } from './document-error.js';

const SECTIONS = '`## Deferred items` and `## Deferred phases`';
const CHECKLIST = 'Write each item as `- [ ] text`, and indent lines that belong to it by two spaces.';
const PHASE_HEADING = 'Write `### From phase 01: Title`.';

/** Every way in which deferred.md can be wrong. `line` counts from 1, `raw` is the line itself. */
export function unknownSection(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'unknown_section',
    what: `${quoted(raw)} is not a section of deferred.md.`,
    why: `The only level-two headings are ${SECTIONS}.`,
    fix: 'Rename the heading; inside a deferred phase use `####` for headings.',
  });
}

export function duplicateSection(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'duplicate_section',
    what: `The section ${quoted(raw)} stands here a second time.`,
    why: `${SECTIONS} may each stand once.`,
    fix: 'Put everything of one kind under one heading.',
  });
}

export function contentBeforeSection(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'content_before_section',
    what: 'There is text above the first section.',
    why: `${quoted(raw)} belongs to no section.`,
    fix: `Put it under one of ${SECTIONS}.`,
  });
}

export function badChecklistLine(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'bad_checklist_line',
    what: 'A line under `## Deferred items` is no checklist item.',
    why: `${quoted(raw)} neither begins with \`- [ ]\` or \`- [x]\` nor is it an indented part of an item.`,
    fix: CHECKLIST,
  });
}

export function h3OutsidePhases(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'h3_outside_phases',
    what: 'A deferred phase stands outside of its section.',
    why: `${quoted(raw)} is not below \`## Deferred phases\`.`,
    fix: 'Move it there.',
  });
}

export function badPhaseHeading(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'bad_phase_heading',
    what: 'The heading of a deferred phase is incomplete.',
    why: `${quoted(raw)} does not say which phase it comes from and what its title is.`,
    fix: PHASE_HEADING,
  });
}

export function badPhaseHeadingId(why: string, line: number): DocumentError {
  return error(line, {
    code: 'bad_phase_heading_id',
    what: 'The heading of a deferred phase has no valid id.',
    why,
    fix: PHASE_HEADING,
  });
}

export function contentBeforeFirstPhase(raw: string, line: number): DocumentError {
  return error(line, {
    code: 'content_before_first_phase',
    what: 'There is text above the first deferred phase.',
    why: `${quoted(raw)} belongs to no deferred phase.`,
    fix: `Put a heading above it. ${PHASE_HEADING}`,
  });
}

function error(line: number, parts: Pick<DocumentError, 'code' | 'what' | 'why' | 'fix'>): DocumentError {
  return { ...parts, file: 'deferred.md', line };
}
