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
  let end = lineEnd(code, start);
  // Line by line: what comes behind the block is not read again for each block.
  for (let at = end + 1; at < code.length; at = lineEnd(code, at) + 1) {
    const line = code.slice(at, lineEnd(code, at));
    if (line.trim() !== '' && indentOf(line) <= depth) {
      break;
    }
    end = line.trim() === '' ? end : lineEnd(code, at);
  }
  return { start, end };
}

function lineEnd(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  return end < 0 ? code.length : end;
}

/** Up to the `end` or `}` at the head's indentation; a head that opens no block has only its line. */
function endedBlock(code: string, head: number, from: number): Extent {
  const first = lineEnd(code, from);
  const rest = code.slice(lineStart(code, head), first);
  if (!/\bdo\b(?:\s*\|[^|]*\|)?\s*$|\{(?:\s*\|[^|]*\|)?\s*$|^\s*(?:def|class|module)\b(?!.*=\s*\S)/.test(rest)) {
    return { start: from, end: first };
  }
  const closing = new RegExp(`\\n[ \\t]{0,${indentAt(code, head)}}(?:end|\\})`, 'g');
  closing.lastIndex = first;
  const found = closing.exec(code);
  return { start: first, end: found === null ? code.length : found.index };
}

function indentAt(code: string, offset: number): number {
  return indentOf(code.slice(lineStart(code, offset), lineEnd(code, offset)));
}

export function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}
