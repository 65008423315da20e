import { fail, ok, type Result } from '../base/result.js';
import {
  badChecklistLine,
  badPhaseHeading,
  badPhaseHeadingId,
  contentBeforeFirstPhase,
  contentBeforeSection,
  duplicateSection,
  h3OutsidePhases,
  unknownSection,
} from './deferred-errors.js';
import type { DocumentError } from './document-error.js';
import { type Fences, findFences } from './fences.js';
import { type Lines, splitLines, toLf } from './lines.js';
import { parsePhaseId } from './phase-id.js';

/** Work that agents left for later. */
export interface Deferred {
  readonly items: readonly DeferredItem[];
  readonly phases: readonly DeferredPhase[];
}

export interface DeferredItem {
  /** The item's text; wrapped and nested lines follow as they stand, each behind an LF. */
  readonly text: string;
  /** True when the item's box and every nested box are ticked. */
  readonly done: boolean;
}

export interface DeferredPhase {
  readonly sourcePhase: string;
  readonly title: string;
  /** The raw text below the heading, its last line end included. */
  readonly body: string;
}

type Section = 'items' | 'phases';

interface State {
  section: Section | null;
  readonly seen: Set<Section>;
  readonly items: { lines: string[]; done: boolean }[];
  readonly phases: { sourcePhase: string; title: string; first: number; end: number }[];
  /** True while lines belong to the last entry of `phases`. */
  open: boolean;
}

const SECTIONS: Readonly<Record<string, Section>> = { 'Deferred items': 'items', 'Deferred phases': 'phases' };
const H2 = '## ';
const H3 = '### ';
const PHASE_PREFIX = '### From phase ';
/** One leading space still makes a list item of the same level in Markdown; two make it part of the item above. */
const CHECKBOX = /^ ?- \[([ xX])\](?: (.*))?$/s;
const NESTED_OPEN = /^\s+(?:[-*+]|[0-9]{1,9}[.)])\s+\[ \](?:\s|$)/;

/** Reads deferred.md; text without any content is the empty document. */
export function parseDeferred(text: string): Result<Deferred, DocumentError> {
  const lines = splitLines(toLf(text));
  const fences = findFences(lines);
  const state: State = { section: null, seen: new Set(), items: [], phases: [], open: false };
  for (let index = 0; index < lines.count; index += 1) {
    const end = endOfCode(state, fences, index);
    if (end !== null) {
      index = end;
      continue;
    }
    const error = readLine(state, lines.at(index), index);
    if (error !== null) {
      return fail(error);
    }
  }
  closePhase(state, lines.count);
  return ok({ items: state.items.map(toItem), phases: state.phases.map((phase) => toPhase(phase, lines)) });
}

/** Index of the last line of a closed code fence that begins here inside a phase body; null where none does. */
function endOfCode(state: State, fences: Fences, index: number): number | null {
  const fence = state.open ? fences.at(index) : null;
  return fence?.kind === 'closed' ? fence.end : null;
}

function readLine(state: State, raw: string, index: number): DocumentError | null {
  const line = raw.trimEnd();
  if (line.startsWith(H2)) {
    return enterSection(state, line, index);
  }
  if (line.startsWith(H3)) {
    return enterPhase(state, line, index);
  }
  if (state.section === 'items') {
    return readItemLine(state, line, index);
  }
  if (line === '' || state.open) {
    return null;
  }
  return state.section === null ? contentBeforeSection(line, index + 1) : contentBeforeFirstPhase(line, index + 1);
}

function enterSection(state: State, line: string, index: number): DocumentError | null {
  const name = line.slice(H2.length).trim();
  const section = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined;
  if (section === undefined) {
    return unknownSection(line, index + 1);
  }
  if (state.seen.has(section)) {
    return duplicateSection(line, index + 1);
  }
  closePhase(state, index);
  state.seen.add(section);
  state.section = section;
  return null;
}

function enterPhase(state: State, line: string, index: number): DocumentError | null {
  if (state.section !== 'phases') {
    return h3OutsidePhases(line, index + 1);
  }
  const rest = line.startsWith(PHASE_PREFIX) ? line.slice(PHASE_PREFIX.length) : '';
  const colon = rest.indexOf(': ');
  if (colon === -1) {
    return badPhaseHeading(line, index + 1);
  }
  const id = parsePhaseId(rest.slice(0, colon));
  if (!id.ok) {
    return badPhaseHeadingId(id.error.message, index + 1);
  }
  closePhase(state, index);
  state.phases.push({ sourcePhase: id.value, title: rest.slice(colon + 2), first: index + 1, end: index + 1 });
  state.open = true;
  return null;
}

function closePhase(state: State, end: number): void {
  const last = state.phases.at(-1);
  if (state.open && last !== undefined) {
    last.end = end;
  }
  state.open = false;
}

function readItemLine(state: State, line: string, index: number): DocumentError | null {
  const box = CHECKBOX.exec(line);
  const last = state.items.at(-1);
  if (box !== null) {
    state.items.push({ lines: [(box[2] ?? '').trim()], done: box[1] !== ' ' });
  } else if (line === '') {
    last?.lines.push('');
  } else if (last !== undefined && /^[ \t]/.test(line)) {
    last.lines.push(line);
    last.done &&= !NESTED_OPEN.test(line);
  } else {
    return badChecklistLine(line, index + 1);
  }
  return null;
}

function toItem({ lines, done }: State['items'][number]): DeferredItem {
  const last = lines.findLastIndex((line, position) => position === 0 || line !== '');
  return { text: lines.slice(0, last + 1).join('\n'), done };
}

function toPhase({ sourcePhase, title, first, end }: State['phases'][number], lines: Lines): DeferredPhase {
  return { sourcePhase, title, body: lines.between(first, end) };
}
