import { balancedEnd, lineStart, type Source } from '../source/source.js';
import { VOCABULARIES } from '../source/vocabulary.js';
import { isMachineCondition } from './conditions.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Offset of a mark, in the given part, that keeps the test or group from being run; null for none. */
export function skipMarkIn(source: Source, part: Span): number | null {
  const words = VOCABULARIES[source.syntax.name];
  const code = source.code.slice(part.start, part.end);
  const conditional = words.conditionalMark.exec(code);
  if (conditional !== null) {
    const condition = source.text.slice(part.start + conditional.index, part.end);
    const inside = condition.slice(condition.indexOf('(') + 1);
    if (isMachineCondition(inside)) {
      return null;
    }
    return part.start + conditional.index;
  }
  const mark = words.skipMark.exec(code);
  return mark === null ? null : part.start + mark.index;
}

export function focusMarkIn(source: Source, part: Span): number | null {
  const mark = VOCABULARIES[source.syntax.name].focusMark.exec(source.code.slice(part.start, part.end));
  return mark === null ? null : part.start + mark.index;
}

/** Offset of a statement in a test's body after which it can fail no more: a call that skips, or a return before everything. */
export function skipStatementIn(source: Source, body: Span): number | null {
  return skipCall(source, body) ?? earlyReturn(source, body);
}

function skipCall(source: Source, body: Span): number | null {
  const words = VOCABULARIES[source.syntax.name];
  const pattern = new RegExp(words.skipCall.source, 'g');
  const code = source.code.slice(body.start, body.end);
  for (const found of code.matchAll(pattern)) {
    const at = body.start + found.index + (found[0].length - found[0].trimStart().length);
    if (!excused(source, body, at)) {
      return at;
    }
  }
  return null;
}

/** Whether a skip is bound to a condition of the machine: around it, behind it, or as its argument. */
function excused(source: Source, body: Span, at: number): boolean {
  const line = source.text.slice(lineStart(source.text, at), lineEndOf(source.text, at));
  const behind = /\b(?:if|unless)\b(.*)$/.exec(source.code.slice(at, lineEndOf(source.code, at)));
  if (behind !== null) {
    return isMachineCondition(source.text.slice(at, lineEndOf(source.text, at)).replace(/^.*?\b(?:if|unless)\b/, ''));
  }
  const open = source.code.indexOf('(', at);
  const call = open < 0 ? '' : source.text.slice(open + 1, balancedEnd(source.code, open) - 1);
  if (/\b(?:Skip\.If|Skip\.IfNot|SkipWhen|SkipUnless|assum\w+)\s*\(/.test(line)) {
    return isMachineCondition(call);
  }
  if (/\btest\s*\.\s*(?:skip|fixme)\s*\(\s*[^\s)]/.test(line)) {
    return isMachineCondition(call);
  }
  const around = conditionAround(source, body, at);
  return around !== null && isMachineCondition(around);
}

/** The condition of the innermost `if` around an offset, or null. */
export function conditionAround(source: Source, body: Span, at: number): string | null {
  if (source.syntax.blocks === 'braces') {
    return bracedCondition(source, body, at);
  }
  const own = lineStart(source.code, at);
  let depth = source.code.slice(own, at).length;
  for (let end = own - 1; end > body.start; end = lineStart(source.code, end) - 1) {
    const from = lineStart(source.code, end);
    const line = source.code.slice(from, end);
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== '' && indent < depth) {
      depth = indent;
      if (/^\s*(?:if|unless|elif|elsif|else)\b/.test(line)) {
        return source.text.slice(from, end).replace(/^\s*\w+\s*/, '');
      }
    }
  }
  return null;
}

function bracedCondition(source: Source, body: Span, at: number): string | null {
  let closed = 0;
  for (let index = at - 1; index >= body.start; index -= 1) {
    const character = source.code[index];
    if (character === '}') {
      closed += 1;
    } else if (character === '{' && closed > 0) {
      closed -= 1;
    } else if (character === '{') {
      const head = source.code.slice(lineStart(source.code, index), index);
      if (/\bif\b|\belse\b/.test(head)) {
        return source.text.slice(lineStart(source.text, index), index).replace(/^.*?\b(?:if|else)\b\s*/, '');
      }
    }
  }
  const line = source.text.slice(lineStart(source.text, at), at);
  return /^\s*if\b\s*\(?(.*?)\)?\s*$/.exec(line)?.[1] ?? null;
}

/** A return as the first thing that a body does, bare or under a condition that always holds. */
function earlyReturn(source: Source, body: Span): number | null {
  const code = source.code.slice(body.start, body.end);
  const found = /^[\s{]*(?:if\s*\(?\s*(?:true|True|1)\s*\)?\s*[{:]?\s*)?return\s*(?:;|\n|nil\b|None\b|\}|$)/.exec(code);
  const rest = found === null ? '' : code.slice(found[0].length);
  if (found === null || rest.trim().replaceAll(/[{}]/g, '') === '') {
    return null;
  }
  return body.start + code.indexOf('return');
}

function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
