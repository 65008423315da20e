import type { Comparison } from '../comparison.js';
import type { Finding } from '../finding.js';
import { balancedEnd } from '../source/source.js';
import { assertionsOf } from '../tests/assertions.js';
import type { TestCase } from '../tests/test-case.js';
import { subjectOf } from '../tests/test-path.js';
import { at, finding, oncePerPlace, titled } from './report.js';

/** Tests whose subject was replaced by a stand-in that says what the test expects. */
export function mockedSubjects({ matching, helpers }: Comparison): readonly Finding[] {
  const found = matching.pairs.flatMap(({ before, after }) => {
    const asserted = assertionsOf(after, helpers.after)
      .map(({ text }) => text)
      .join('\n');
    const offset = stubbed(after, asserted) ?? mockedModule(after);
    return offset === null || stubbed(before, asserted) !== null || mockedModule(before) !== null
      ? []
      : [finding('weakened-assertion', `${titled(after)} replaces what it tests`, at('after', after, offset))];
  });
  return oncePerPlace(found);
}

/** Stubs of one function; group 1 is its name, group 2 the object that must be the asserted one too, where it is known. */
const STUBS: readonly RegExp[] = [
  /\bpatch(?:\.object)?\(\s*["'][\w.]*?\.(\w+)["'][^\n]*return_value/g,
  /\ballow\(\s*[\w.]+\s*\)\.to\s+receive\(\s*:(\w+[?!]?)\s*\)[^\n]*\band_return/g,
  /\bspyOn\(\s*\w+\s*,\s*["'](\w+)["']\s*\)\s*\.\s*mock(?:Return|Resolved|Implementation)\w*/g,
  /\bwhen\(\s*\w+\.(\w+)\([^)]*\)\s*\)\s*\.thenReturn/g,
  /\.Setup\(\s*\w+\s*=>\s*\w+\.(\w+)\([^)]*\)\s*\)\s*\.Returns/g,
];

function stubbed(test: TestCase, asserted: string): number | null {
  const text = test.source.text.slice(test.start, test.bodyEnd);
  for (const pattern of STUBS) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? '';
      if (new RegExp(`(?:^|[^\\w:])${name.replace(/[?!]$/, '')}\\b[?!]?\\s*(?:\\(|\\)\\.)`).test(asserted)) {
        return test.start + match.index;
      }
    }
  }
  return null;
}

/** A whole module mocked with a factory, where the module has the test file's own name. */
function mockedModule({ source }: TestCase): number | null {
  for (const match of source.text.matchAll(
    /\b(?:jest|vi)\.(?:mock|doMock|unstable_mockModule)\(\s*["']([^"']+)["']\s*,/g,
  )) {
    const call = source.text.slice(match.index, balancedEnd(source.code, source.code.indexOf('(', match.index)));
    if (
      subjectOf(match[1] ?? '') === subjectOf(source.path) &&
      !/requireActual|importActual|importOriginal/.test(call)
    ) {
      return match.index;
    }
  }
  return null;
}
