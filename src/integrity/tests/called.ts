import { balancedEnd, lineStart, type Source } from '../source/source.js';
import { focusMarkIn, skipMarkIn } from './marks.js';
import { elementsOf } from './rows.js';
import type { Raw } from './test-case.js';

const HEAD =
  /(?<![\w.$])((?:[xf])?(?:it|test|specify|describe|context|suite|Deno\.test))((?:\s*\.\s*(?!test\b)\w+)*)\s*(?=[(`])/g;
const HOOKS =
  /\.\s*(?:before|after|beforeEach|afterEach|beforeAll|afterAll|step|use|extend|info|setTimeout|slow|configure|mock|plan|diagnostic)\b/;

/** Calls in one file that never close, after which it is not read on: each would be followed to the file's end. */
const MOST_OPEN = 50;

/** Tests and groups of JavaScript: calls of `it`, `test`, `describe` and their relatives. */
export function calledTests(source: Source): readonly Raw[] {
  const found: Raw[] = [];
  let behind = 0;
  let open = 0;
  for (const match of source.code.matchAll(HEAD)) {
    const [whole, word = '', modifiers = ''] = match;
    const call = { head: match.index, at: match.index + whole.length, word, modifiers };
    // A test in a test is none; to read it again and again would take long where nothing closes.
    const raw = HOOKS.test(modifiers) || match.index < behind || open >= MOST_OPEN ? null : readCall(source, call);
    if (raw !== null) {
      found.push(raw);
      open += raw.end >= source.code.length ? 1 : 0;
      behind = raw.kind === 'test' ? raw.end : behind;
    }
  }
  return found;
}

interface Call {
  readonly head: number;
  readonly at: number;
  readonly word: string;
  readonly modifiers: string;
}

function readCall(source: Source, call: Call): Raw | null {
  const { code } = source;
  let open = call.at;
  let table = '';
  let end = closeOf(code, open);
  // `test.each([…])('name', …)` and `test.skipIf(…)('name', …)`: the last call has the name.
  while (/^\s*\(/.test(code.slice(end, end + 20)) && /\.\s*(?:each|for|skipIf|runIf)\b/.test(call.modifiers)) {
    table = source.text.slice(open, end);
    open = code.indexOf('(', end);
    end = closeOf(code, open);
  }
  const args = code.slice(open + 1, end - 1);
  const name = nameIn(source.text.slice(open + 1, end - 1));
  const callback = /=>|\bfunction\b/.exec(args);
  const pending = callback === null && name !== null && /^\s*(?:"[^"]*"|'[^']*'|`[^`]*`)\s*,?\s*$/.test(args);
  if (
    code[open] !== '(' ||
    (callback === null && !pending) ||
    (name === null && callback?.index !== args.search(/\S/) && !/^\s*[\w.`'"]/.test(args))
  ) {
    return null;
  }
  const group = /describe|context|suite/.test(call.word) || /\bdescribe\b/.test(call.modifiers);
  const marked = { start: call.head, end: callback === null ? end : open + 1 + callback.index };
  return {
    kind: group ? 'group' : 'test',
    name: name ?? args.split(',')[0]?.trim() ?? '',
    start: lineStart(code, call.head),
    head: call.head,
    bodyStart: callback === null ? end - 1 : bodyAt(code, open + 1 + callback.index, end),
    bodyEnd: end - 1,
    end,
    skip: skipMarkIn(source, marked) ?? (pending && !group ? call.head : null),
    focus: focusMarkIn(source, marked),
    rows: table === '' ? [] : elementsOf(table),
  };
}

/** Behind the brace that opens the callback's body, or behind its arrow. */
function bodyAt(code: string, from: number, end: number): number {
  const arrow = code.indexOf('=>', from);
  const after = arrow >= 0 && arrow < end ? arrow + 2 : from;
  const brace = code.indexOf('{', after);
  return brace >= 0 && brace < end ? (code.slice(after, brace).trim() === '' || arrow < 0 ? brace + 1 : after) : after;
}

function closeOf(code: string, open: number): number {
  if (code[open] === '`') {
    const close = code.indexOf('`', open + 1);
    return close < 0 ? code.length : close + 1;
  }
  return balancedEnd(code, open);
}

function nameIn(args: string): string | null {
  const found = /^\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/.exec(args);
  return found?.[2] ?? null;
}
