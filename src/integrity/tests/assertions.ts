import { lineStart, type Source } from '../source/source.js';
import { VOCABULARIES } from '../source/vocabulary.js';
import { conditionAround } from './marks.js';
import { type Strength, strengthOf } from './strength.js';
import type { TestCase } from './test-case.js';

export interface Assertion {
  /** The statement in one line; for Go with the condition that it reports on. */
  readonly text: string;
  /** The same without the words of its message. */
  readonly about: string;
  readonly offset: number;
  readonly strength: Strength;
  /** The condition under which alone it is reached, or null. */
  readonly condition: string | null;
  /** True for a check that something else went well, before the matter itself. */
  readonly plumbing: boolean;
}

const LIMIT = 2_000;

/** The assertions of a test, those of tests inside it left out. `helpers` names functions that assert for others. */
export function assertionsOf(test: TestCase, helpers: ReadonlySet<string>): readonly Assertion[] {
  const { source } = test;
  const body = { start: test.bodyStart, end: test.bodyEnd };
  const code = source.code.slice(body.start, body.end);
  const found: Assertion[] = headAssertions(test);
  let behind = body.start;
  for (const at of beginnings(source, code, helpers).map((index) => body.start + index)) {
    const inside = test.inner.some(({ start, end }) => at >= start && at < end);
    if (at < behind || inside) {
      continue;
    }
    behind = Math.min(statementEnd(source.code, at), body.end);
    found.push(assertionAt(source, body, { start: at, end: behind }));
  }
  return found;
}

/** Calls that hold assertions and are none themselves. */
const WRAPPER = /\b(?:Multiple|assertAll|assertSoftly|assert_multiple)\b/;

/** Offsets at which an assertion may begin, in order. */
function beginnings(source: Source, code: string, helpers: ReadonlySet<string>): readonly number[] {
  const words = [...code.matchAll(VOCABULARIES[source.syntax.name].assertion)]
    .filter(([word]) => !WRAPPER.test(word))
    .map((match) => match.index + (match[0].length - match[0].replace(/^[\s:;]+/, '').length));
  const calls = [...code.matchAll(/(?<![\w.])(\w+[?!]?)\s*(?=\(|[ \t]+\S)/g)]
    .filter(([, name = '']) => helpers.has(name))
    .map(({ index }) => index);
  return [...words, ...calls].sort((a, b) => a - b);
}

function assertionAt(
  source: Source,
  body: { start: number; end: number },
  span: { start: number; end: number },
): Assertion {
  const raw = source.text.slice(Math.max(lineBegin(source, span.start), body.start), span.end);
  const own = oneLine(raw);
  const condition = conditionAround(source, body, span.start);
  const reports = source.syntax.name === 'go' && /\b[a-z]\.(?:Error|Fatal|Fail)\w*\(/.test(own);
  const text = reports && condition !== null ? `${oneLine(condition)} ${own}` : own;
  const plumbing = reports && /^(?:.*;)?\s*err\s*!=\s*nil/.test(text);
  return {
    text,
    about: reports && condition !== null ? oneLine(condition) : own,
    offset: span.start,
    strength: reports ? 3 : strengthOf(own),
    condition: reports ? null : condition,
    plumbing: plumbing || /\.NoError\(/.test(own),
  };
}

/** The statement's own beginning: its line, unless the line opens a block before it. */
function lineBegin(source: Source, at: number): number {
  const start = lineStart(source.code, at);
  const before = source.code.slice(start, at);
  const opener = Math.max(before.lastIndexOf('{'), before.lastIndexOf('=>'), before.lastIndexOf(';'));
  return opener < 0 ? start : start + opener + (before[opener] === '=' ? 2 : 1);
}

/** What a test expects by its attributes: an error, a panic. */
function headAssertions(test: TestCase): Assertion[] {
  const { source } = test;
  const header = source.text.slice(test.start, test.bodyStart);
  const pattern = /#\[should_panic[^\]]*\]|\bexpected\s*=\s*[\w.]+\.class|\[ExpectedException[^\]]*\]/g;
  return [...header.matchAll(pattern)].map(([text, ...rest]) => ({
    text: oneLine(text),
    about: oneLine(text),
    offset: test.start + (rest.length >= 0 ? header.indexOf(text) : 0),
    strength: strengthOf(text),
    condition: null,
    plumbing: false,
  }));
}

/** Where a statement that begins at `at` ends: at its semicolon or line end outside of brackets, or where what is around it closes. */
function statementEnd(code: string, at: number): number {
  let depth = 0;
  for (let index = at; index < Math.min(code.length, at + LIMIT); index += 1) {
    const character = code[index] ?? '';
    if ('([{'.includes(character)) {
      depth += 1;
    } else if (')]}'.includes(character)) {
      depth -= 1;
      if (depth < 0) {
        return index;
      }
    } else if (depth === 0 && character === ';') {
      return index;
    } else if (depth === 0 && character === '\n' && !/^\s*(?:\.|&&|\|\||\?)/.test(code.slice(index + 1, index + 200))) {
      return index;
    }
  }
  return Math.min(code.length, at + LIMIT);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replace(/;$/, '');
}
