import type { Lines } from './lines.js';

/** Where fenced code blocks end, by CommonMark's rules for fences outside of lists and quotes. */
export interface Fences {
  /**
   * Looks at one line (an index into the lines). `text`: no fence begins here. `closed`: one does, and `end` is the
   * index of its closing line. `unclosed`: it runs to the end of the document.
   */
  at(index: number): FenceStart;
}

export type FenceStart =
  | { readonly kind: 'text' }
  | { readonly kind: 'closed'; readonly end: number }
  | { readonly kind: 'unclosed' };

const OPENING = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/s;
const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;
const TEXT: FenceStart = { kind: 'text' };
const UNCLOSED: FenceStart = { kind: 'unclosed' };

/**
 * Prepares the question for all lines at once. A caller that goes on behind `end` visits every line a bounded number
 * of times: whether a closing line exists at all is known beforehand, so nobody searches in vain.
 */
export function findFences(lines: Lines): Fences {
  const longestAfter = longestClosings(lines);
  return {
    at(index) {
      const match = mayBeFence(lines, index) ? OPENING.exec(lines.at(index)) : null;
      const run = match?.[1] ?? match?.[2];
      if (run === undefined) {
        return TEXT;
      }
      if ((longestAfter[run.startsWith('~') ? 'tilde' : 'backtick'][index + 1] ?? 0) < run.length) {
        return UNCLOSED;
      }
      return { kind: 'closed', end: closingLine(lines, index + 1, run) };
    },
  };
}

/** For each index, the longest closing fence of each kind on that line or below. */
function longestClosings(lines: Lines): { readonly backtick: Uint32Array; readonly tilde: Uint32Array } {
  const backtick = new Uint32Array(lines.count + 1);
  const tilde = new Uint32Array(lines.count + 1);
  for (let index = lines.count - 1; index >= 0; index -= 1) {
    const run = closingRun(lines, index);
    backtick[index] = Math.max(backtick[index + 1] ?? 0, run.startsWith('`') ? run.length : 0);
    tilde[index] = Math.max(tilde[index + 1] ?? 0, run.startsWith('~') ? run.length : 0);
  }
  return { backtick, tilde };
}

function closingLine(lines: Lines, from: number, opening: string): number {
  let index = from;
  while (index < lines.count && !closingRun(lines, index).startsWith(opening)) {
    index += 1;
  }
  return index;
}

function closingRun(lines: Lines, index: number): string {
  return mayBeFence(lines, index) ? (CLOSING.exec(lines.at(index))?.[1] ?? '') : '';
}

/** Most lines are no fence, and a look at the first character says so faster than a pattern. */
function mayBeFence(lines: Lines, index: number): boolean {
  const initial = lines.initial(index);
  return initial === '`' || initial === '~' || initial === ' ';
}
