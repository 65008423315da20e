import { blockOf } from '../source/blocks.js';
import { balancedEnd, lineStart, type Source } from '../source/source.js';
import { VOCABULARIES } from '../source/vocabulary.js';
import type { TestFile } from './test-case.js';

/** Names of the functions of these sources that assert something and are no tests: calling one is an assertion. */
export function helpersOf(files: readonly TestFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(helpersIn));
}

function helpersIn({ source, tests }: TestFile): readonly string[] {
  const words = VOCABULARIES[source.syntax.name];
  return [...source.code.matchAll(words.helper)].flatMap((match) => {
    const name = match.slice(1).find((part) => part !== undefined) ?? '';
    const own = tests.some(
      ({ head, bodyStart }) => match.index >= lineStart(source.code, head) && match.index < bodyStart,
    );
    return name === '' || own || !asserts(source, match.index, match[0]) ? [] : [name];
  });
}

function asserts(source: Source, at: number, head: string): boolean {
  const open = source.code.indexOf('(', at + head.length - 1);
  const signature = open < 0 ? at + head.length : balancedEnd(source.code, open);
  const body = blockOf(source, at, source.syntax.blocks === 'end' ? at + head.length : signature);
  return new RegExp(VOCABULARIES[source.syntax.name].assertion.source).test(source.code.slice(body.start, body.end));
}

/** Names that a source defines: functions and classes. */
export function definedIn(source: Source): ReadonlySet<string> {
  const pattern =
    /\b(?:function\s*\*?|def|fn|func(?:\s*\([^)]*\))?|class|struct|interface|record|enum|const|let|var|fun)\s+(?:self\.)?([A-Za-z_]\w*)|\b[\w<>[\]]+\s+(\w+)\s*\([^()]*\)\s*(?:\{|=>)/g;
  return new Set([...source.code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''));
}
