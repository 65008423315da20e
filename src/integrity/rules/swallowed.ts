import type { Comparison } from '../comparison.js';
import type { Finding } from '../finding.js';
import { indentOf } from '../source/blocks.js';
import { balancedEnd } from '../source/source.js';
import { VOCABULARIES } from '../source/vocabulary.js';
import type { TestCase } from '../tests/test-case.js';
import { at, finding, titled } from './report.js';

/** Failures that a test catches and forgets. */
export function swallowedFailures({ matching }: Comparison): readonly Finding[] {
  return matching.pairs.flatMap(({ before, after }) => {
    const offset = after.skip === null ? swallowing(after) : null;
    return offset === null || swallowing(before) !== null
      ? []
      : [finding('weakened-assertion', `${titled(after)} catches its own failure`, at('after', after, offset))];
  });
}

/** What a handler does when it takes the failure seriously. */
const SERIOUS =
  /\bthrow\b|\braise\b|\bfail\w*\b|\bFail\w*\b|\breject\b|\bpanic|\bflunk\b|\b(?:Error|Fatal)f?\(|\bexit\b/;

/** Offset of the handler, or null. */
function swallowing(test: TestCase): number | null {
  const code = test.source.code.slice(test.bodyStart, test.bodyEnd);
  const asserts = (text: string): boolean =>
    new RegExp(VOCABULARIES[test.source.syntax.name].assertion.source).test(text);
  const found = test.source.syntax.blocks === 'braces' ? bracedHandler(code, asserts) : indentedHandler(code, asserts);
  return found === null ? null : test.bodyStart + found;
}

type Asserts = (text: string) => boolean;

const FORGETFUL =
  /_\s*=\s*recover\(\)|func\(\)\s*\{\s*recover\(\)\s*\}|let\s+_\s*=\s*(?:std::)?(?:panic::)?catch_unwind|\.catch\(\s*(?:\(\s*\w*\s*\)|\w+|function\s*\(\s*\w*\s*\))\s*(?:=>)?\s*(?:\{\s*\}|null|undefined)?\s*\)/;

function bracedHandler(code: string, asserts: Asserts): number | null {
  for (const match of code.matchAll(/\btry\b\s*(?=\{)/g)) {
    const open = match.index + match[0].length;
    const end = balancedEnd(code, open);
    const handler = /^\s*catch\b[^{]*/.exec(code.slice(end));
    if (handler === null) {
      continue;
    }
    const from = end + handler[0].length;
    const block = code.slice(from, balancedEnd(code, from));
    if (asserts(code.slice(open, end)) && !asserts(block) && !SERIOUS.test(block)) {
      return end + handler[0].indexOf('catch');
    }
  }
  return FORGETFUL.exec(code)?.index ?? null;
}

function indentedHandler(code: string, asserts: Asserts): number | null {
  const suppressed = /\bsuppress\s*\(|\brescue\s+nil\b/.exec(code);
  if (suppressed !== null) {
    return suppressed.index;
  }
  for (const match of code.matchAll(/(?<=^|\n)[ \t]*(?:except|rescue)\b[^\n]*/g)) {
    const depth = indentOf(match[0]);
    const block = blockBelow(code.slice(match.index + match[0].length), depth);
    const before = code.slice(0, match.index);
    if (asserts(before) && !asserts(block) && !SERIOUS.test(block) && !/\belse\s*:/.test(code.slice(match.index))) {
      return match.index + depth;
    }
  }
  return null;
}

function blockBelow(code: string, depth: number): string {
  const lines = code.split('\n').slice(1);
  const end = lines.findIndex((line) => line.trim() !== '' && indentOf(line) <= depth);
  return lines.slice(0, end < 0 ? lines.length : end).join('\n');
}
