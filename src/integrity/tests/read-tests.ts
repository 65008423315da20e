import { lineStart, type Source } from '../source/source.js';
import { calledTests } from './called.js';
import { declarations } from './declared.js';
import { skipStatementIn } from './marks.js';
import { rubyTests } from './ruby.js';
import type { Raw, TestCase, TestFile } from './test-case.js';
import { isTestPath } from './test-path.js';

/** Tests and groups that are read of one file; what stands behind them counts as not there, so nothing can hide by being many. */
const MOST = 1_000;

/** The tests of a source. Rust has them beside the code; all others only in files that are tests by their name. */
export function readTests(source: Source): TestFile {
  const known = source.syntax.name === 'rust' || isTestPath(source.path) ? rawTests(source).slice(0, MOST) : [];
  const groups = known.filter(({ kind }) => kind === 'group');
  const tests = known.filter(({ kind }) => kind === 'test');
  return { source, groups, tests: tests.map((raw) => judged(source, raw, { groups, tests })) };
}

function rawTests(source: Source): readonly Raw[] {
  switch (source.syntax.name) {
    case 'js':
      return calledTests(source);
    case 'ruby':
      return rubyTests(source);
    case 'go':
      return withSubtests(source, declared(source, 'go'));
    default:
      return declared(source, source.syntax.name);
  }
}

function declared(source: Source, language: Parameters<typeof declarations>[1]): readonly Raw[] {
  return declarations(source, language)
    .filter(({ raw, test }) => raw.kind === 'group' || test)
    .map(({ raw }) => raw);
}

/** `t.Run("name", func(t *testing.T) {…})` inside a test is a test of its own. */
function withSubtests(source: Source, tests: readonly Raw[]): readonly Raw[] {
  const subtests = tests.flatMap((parent) => {
    const code = source.code.slice(parent.bodyStart, parent.bodyEnd);
    return [...code.matchAll(/\b\w+\.Run\(\s*"/g)].map((match): Raw => {
      const head = parent.bodyStart + match.index;
      const brace = source.code.indexOf('{', head);
      const name = /"((?:\\.|[^"\\])*)"/.exec(source.text.slice(head))?.[1] ?? '';
      const end = bodyEnd(source.code, brace);
      const start = lineStart(source.code, head);
      return {
        ...parent,
        name: `${parent.name}/${name}`,
        start,
        head,
        bodyStart: brace + 1,
        bodyEnd: end,
        end,
        rows: [],
      };
    });
  });
  return [...tests, ...subtests];
}

function bodyEnd(code: string, brace: number): number {
  let depth = 0;
  for (let at = Math.max(0, brace); at < code.length; at += 1) {
    depth += code[at] === '{' ? 1 : code[at] === '}' ? -1 : 0;
    if (depth === 0) {
      return at;
    }
  }
  return code.length;
}

interface Known {
  readonly groups: readonly Raw[];
  readonly tests: readonly Raw[];
}

function judged(source: Source, raw: Raw, { groups, tests }: Known): TestCase {
  const around = groups.filter((group) => group.bodyStart <= raw.start + 1 && group.end >= raw.end && group !== raw);
  const inner = tests
    .filter((other) => other !== raw && other.start > raw.start && other.end <= raw.bodyEnd)
    .map(({ start, end }) => ({ start, end }));
  const body = { start: raw.bodyStart, end: raw.bodyEnd };
  const first = <T>(values: readonly (T | null)[]): T | null => values.find((value) => value !== null) ?? null;
  return {
    source,
    name: raw.name,
    groups: around.map(({ name }) => name),
    start: raw.start,
    head: raw.head,
    bodyStart: raw.bodyStart,
    bodyEnd: raw.bodyEnd,
    end: raw.end,
    skip: first([raw.skip, skipStatementIn(source, body), ...around.map(({ skip }) => skip), fileMark(source)]),
    focus: first([raw.focus, ...around.map(({ focus }) => focus)]),
    rows: raw.rows,
    inner,
  };
}

const FILE_MARKS: Readonly<Partial<Record<Source['syntax']['name'], RegExp>>> = {
  python: /^pytestmark\s*=.*\b(?:skip|xfail)\b(?!if)|^pytest\.skip\(.*allow_module_level/m,
  rust: /^#!\[\s*cfg\(\s*(?:any\(\s*\)|FALSE|false|never)/m,
};

const BUILD_TAG = /^\/\/(?:go:build|\s*\+build)\s+(.+)$/m;
const REAL_TAGS =
  /^[\s()!&|,]*(?:(?:linux|darwin|windows|unix|freebsd|netbsd|openbsd|amd64|arm64|386|arm|cgo|race|wasm|js|go1\.\d+)[\s()!&|,]*)+$/;

/** Offset of a mark at the top of a file that leaves out all of its tests. */
function fileMark(source: Source): number | null {
  if (source.syntax.name === 'go') {
    const tag = BUILD_TAG.exec(source.raw);
    return tag === null || REAL_TAGS.test(tag[1] ?? '') ? null : tag.index;
  }
  return FILE_MARKS[source.syntax.name]?.exec(source.code)?.index ?? null;
}
