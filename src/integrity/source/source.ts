import { mask } from './mask.js';
import { type Syntax, syntaxOf } from './syntax.js';

/** A text in a language that the rules read. */
export interface Source {
  readonly path: string;
  readonly syntax: Syntax;
  readonly raw: string;
  /** Without comments; same offsets. */
  readonly text: string;
  /** Without comments and string contents; same offsets. */
  readonly code: string;
}

export function readSource(path: string, raw: string): Source | null {
  const syntax = syntaxOf(path);
  return syntax === null ? null : { path, syntax, raw, ...mask(raw, syntax) };
}

/** Line of an offset, from 1. */
export function lineAt({ raw }: Pick<Source, 'raw'>, offset: number): number {
  let line = 1;
  for (let at = raw.indexOf('\n'); at >= 0 && at < offset; at = raw.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

/** The whole line that an offset stands in. */
export function lineText({ raw }: Pick<Source, 'raw'>, offset: number): string {
  const end = raw.indexOf('\n', offset);
  return raw.slice(lineStart(raw, offset), end < 0 ? raw.length : end);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Offset behind the bracket that closes the one at `open`; the text's end where none does. */
export function balancedEnd(code: string, open: number): number {
  const closers: string[] = [];
  for (let at = open; at < code.length; at += 1) {
    const character = code[at] ?? '';
    const closer = PAIRS[character];
    if (closer !== undefined) {
      closers.push(closer);
    } else if (character === closers.at(-1)) {
      closers.pop();
      if (closers.length === 0) {
        return at + 1;
      }
    }
  }
  return code.length;
}
