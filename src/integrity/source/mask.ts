import type { Syntax } from './syntax.js';

/** A source with parts blanked out; lines and offsets stay where they were. */
export interface Masked {
  /** Without comments. */
  readonly text: string;
  /** Without comments and without what stands in strings; their quotes stay. */
  readonly code: string;
}

type Part = { readonly kind: 'comment' | 'string'; readonly end: number; readonly quotes: readonly [number, number] };

/** Blanks comments and strings, so that a word in them is never taken for code. */
export function mask(source: string, syntax: Syntax): Masked {
  const text: string[] = [];
  const code: string[] = [];
  let from = 0;
  const beginnings = new RegExp(`[${[...new Set(openings(syntax))].join('')}]`, 'g');
  for (let match = beginnings.exec(source); match !== null; match = beginnings.exec(source)) {
    const at = match.index;
    const part = partAt(source, at, syntax);
    if (part === null) {
      continue;
    }
    const plain = source.slice(from, at);
    const whole = source.slice(at, part.end);
    text.push(plain, part.kind === 'comment' ? blank(whole) : whole);
    code.push(plain, part.kind === 'comment' ? blank(whole) : emptied(whole, part.quotes));
    from = part.end;
    beginnings.lastIndex = part.end;
  }
  return { text: text.join('') + source.slice(from), code: code.join('') + source.slice(from) };
}

/** First characters of everything that is blanked; none has a meaning of its own in a set of characters. */
function openings({ name, lineComments, blockComments, strings }: Syntax): readonly string[] {
  const marks = [...lineComments, ...blockComments.map(([open]) => open), ...strings.map(({ open }) => open)];
  return [...marks.map((mark) => mark.charAt(0)), ...(name === 'rust' ? ["'"] : []), '/'];
}

function partAt(source: string, at: number, syntax: Syntax): Part | null {
  if (syntax.lineComments.some((mark) => source.startsWith(mark, at))) {
    return { kind: 'comment', end: lineEnd(source, at), quotes: [0, 0] };
  }
  const block = syntax.blockComments.find(([open]) => source.startsWith(open, at));
  if (block !== undefined) {
    const close = source.indexOf(block[1], at + block[0].length);
    return { kind: 'comment', end: close < 0 ? source.length : close + block[1].length, quotes: [0, 0] };
  }
  const string = syntax.strings.find(({ open }) => source.startsWith(open, at));
  if (string !== undefined) {
    return { kind: 'string', end: stringEnd(source, at, string), quotes: [string.open.length, string.close.length] };
  }
  return literalAt(source, at, syntax);
}

function stringEnd(source: string, at: number, form: Syntax['strings'][number]): number {
  for (let index = at + form.open.length; index < source.length; index += 1) {
    if (form.escapes && source[index] === '\\') {
      index += 1;
    } else if (source.startsWith(form.close, index)) {
      return index + form.close.length;
    } else if (!form.lines && source[index] === '\n') {
      // An apostrophe that opens no string costs its line at most.
      return index;
    }
  }
  return source.length;
}

const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/y;
const CHARACTER = /'(?:\\[^\n]{1,9}?|[^\\'\n])'/y;

/** Regular expressions of JavaScript, and characters of Rust, whose quote also begins a lifetime. */
function literalAt(source: string, at: number, { name }: Syntax): Part | null {
  const pattern = name === 'js' && source[at] === '/' && regexMayBegin(source, at) ? REGEX : null;
  const chosen = pattern ?? (name === 'rust' && source[at] === "'" ? CHARACTER : null);
  if (chosen === null) {
    return null;
  }
  chosen.lastIndex = at;
  const found = chosen.exec(source);
  return found === null ? null : { kind: 'string', end: at + found[0].length, quotes: [1, 1] };
}

function regexMayBegin(source: string, at: number): boolean {
  return /(?:^|[(,=:[!&|?{};\n]|\breturn)\s*$/.test(source.slice(Math.max(0, at - 20), at));
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

function emptied(text: string, [open, close]: readonly [number, number]): string {
  if (text.length < open + close) {
    return text.slice(0, open) + blank(text.slice(open));
  }
  return text.slice(0, open) + blank(text.slice(open, text.length - close)) + text.slice(text.length - close);
}
