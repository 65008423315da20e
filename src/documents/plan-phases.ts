import { fail, ok, type Result } from '../base/result.js';
import type { DocumentError } from './document-error.js';
import { findFences } from './fences.js';
import { type Lines, splitLines } from './lines.js';
import { comparePhaseIds, parsePhaseId } from './phase-id.js';
import { badHeading, badHeadingId, duplicateId, noPhases, notAscending, unclosedFence } from './plan-errors.js';

export interface Phase {
  readonly id: string;
  /** Everything behind the first colon and space, as it stands. */
  readonly title: string;
  /** The raw text up to the next phase, its last line end included. */
  readonly body: string;
  /** Line of the heading in the whole file, counted from 1. */
  readonly line: number;
}

interface Heading {
  readonly id: string;
  readonly title: string;
  /** Index into the lines. */
  readonly index: number;
}

const PREFIX = '# Phase ';

/**
 * Cuts what follows the frontmatter into a preamble and phases. The grammar is line-based: only a line that begins with
 * `# Phase ` at column 0, outside a closed code fence, is a heading.
 *
 * @param firstLine line number of the text's first line in the file
 */
export function splitPhases(
  text: string,
  firstLine: number,
): Result<{ readonly preamble: string; readonly phases: readonly Phase[] }, DocumentError> {
  const lines = splitLines(text);
  const headings = findHeadings(lines, firstLine);
  if (!headings.ok) {
    return headings;
  }
  const first = headings.value[0];
  if (first === undefined) {
    return fail(noPhases());
  }
  const phases = headings.value.map(({ id, title, index }, position) => {
    const end = headings.value[position + 1]?.index ?? lines.count;
    return { id, title, body: lines.between(index + 1, end), line: firstLine + index };
  });
  const disorder = findDisorder(phases);
  return disorder === null ? ok({ preamble: lines.between(0, first.index), phases }) : fail(disorder);
}

function findHeadings(lines: Lines, firstLine: number): Result<readonly Heading[], DocumentError> {
  const fences = findFences(lines);
  const last = lastHeading(lines);
  const headings: Heading[] = [];
  for (let index = 0; index <= last; index += 1) {
    const fence = fences.at(index);
    if (fence.kind === 'unclosed') {
      return fail(unclosedFence(firstLine + index));
    }
    if (fence.kind === 'closed') {
      index = fence.end;
      continue;
    }
    if (lines.startsWith(index, PREFIX)) {
      const heading = parseHeading(lines.at(index), firstLine + index);
      if (!heading.ok) {
        return heading;
      }
      headings.push({ ...heading.value, index });
    }
  }
  return ok(headings);
}

function lastHeading(lines: Lines): number {
  let index = lines.count - 1;
  while (index >= 0 && !lines.startsWith(index, PREFIX)) {
    index -= 1;
  }
  return index;
}

function parseHeading(
  text: string,
  line: number,
): Result<{ readonly id: string; readonly title: string }, DocumentError> {
  const rest = text.slice(PREFIX.length);
  const colon = rest.indexOf(': ');
  if (colon === -1) {
    return fail(badHeading(text, line));
  }
  const id = parsePhaseId(rest.slice(0, colon));
  return id.ok ? ok({ id: id.value, title: rest.slice(colon + 2) }) : fail(badHeadingId(id.error.message, line));
}

/** Phases run in document order, so ids that do not ascend would leave some of them out. */
function findDisorder(phases: readonly Phase[]): DocumentError | null {
  const [phase, before] = firstDescent(phases) ?? [];
  if (phase === undefined || before === undefined) {
    return null;
  }
  return findDuplicate(phases) ?? notAscending(phase, before);
}

function firstDescent(phases: readonly Phase[]): readonly [Phase, Phase] | null {
  for (const [position, phase] of phases.entries()) {
    const before = phases[position - 1];
    if (before !== undefined && comparePhaseIds(before.id, phase.id) >= 0) {
      return [phase, before];
    }
  }
  return null;
}

function findDuplicate(phases: readonly Phase[]): DocumentError | null {
  const seen = new Map<string, Phase>();
  for (const phase of phases) {
    const twin = seen.get(phase.id);
    if (twin !== undefined) {
      return duplicateId(phase, twin);
    }
    seen.set(phase.id, phase);
  }
  return null;
}
