import { balancedEnd, lineStart, type Source } from './source.js';

export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The block that belongs to a head at `head`, whose signature ends at `from`: what stands inside it. */
export function blockOf(source: Source, head: number, from: number): Extent {
  switch (source.syntax.blocks) {
    case 'braces':
      return bracedBlock(source.code, from);
    case 'indent':
      return indentedBlock(source.code, head, from);
    case 'end':
      return endedBlock(source.code, head, from);
  }
}

function bracedBlock(code: string, from: number): Extent {
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '{') {
      const end = balancedEnd(code, at);
      return { start: at + 1, end: end - 1 };
    }
    if (code[at] === ';') {
      return { start: from, end: at };
    }
  }
  return { start: from, end: code.length };
}

function indentedBlock(code: string, head: number, from: number): Extent {
  const colon = code.indexOf(':', from);
  const start = colon < 0 ? from : colon + 1;
  const depth = indentAt(code, head);
  const lines = code.slice(start).split('\n');
  let end = start + (lines[0]?.length ?? 0);
  let last = end;
  for (const line of lines.slice(1)) {
    last += 1 + line.length;
    if (line.trim() !== '' && indentOf(line) <= depth) {
      break;
    }
    end = line.trim() === '' ? end : last;
  }
  return { start, end: Math.min(end, code.length) };
}

/** Up to the `end` or `}` at the head's indentation; a head that opens no block has only its line. */
function endedBlock(code: string, head: number, from: number): Extent {
  const newline = code.indexOf('\n', from);
  const lineEnd = newline < 0 ? code.length : newline;
  const rest = code.slice(lineStart(code, head), lineEnd);
  if (!/\bdo\b(?:\s*\|[^|]*\|)?\s*$|\{(?:\s*\|[^|]*\|)?\s*$|^\s*(?:def|class|module)\b(?!.*=\s*\S)/.test(rest)) {
    return { start: from, end: lineEnd };
  }
  const closing = new RegExp(`\\n[ \\t]{0,${indentAt(code, head)}}(?:end|\\})`, 'g');
  closing.lastIndex = lineEnd;
  const found = closing.exec(code);
  return { start: lineEnd, end: found === null ? code.length : found.index };
}

function indentAt(code: string, offset: number): number {
  return indentOf(code.slice(lineStart(code, offset)));
}

export function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}
