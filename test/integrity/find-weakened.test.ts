import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concernsTests, hiddenTests } from '../../src/integrity/change-set.js';
import { findWeakened } from '../../src/integrity/find-weakened.js';

const TEST = "it('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n";
const OTHER = "it('subtracts', () => {\n  expect(subtract(3, 2)).toBe(1);\n});\n";

function js(before: string | null, after: string | null, path = 'test/math.test.ts') {
  return findWeakened([{ path, before, after }]);
}

describe('a finding', () => {
  test('names file, line and what stands there', () => {
    expect(js(`${OTHER}${TEST}`, `${OTHER}${TEST.replace('it(', 'it.skip(')}`)).toEqual([
      {
        rule: 'skipped-test',
        path: 'test/math.test.ts',
        line: 4,
        what: 'test "adds" is not run to its end any more',
        before: '',
        after: "it.skip('adds', () => {",
        level: 'finding',
      },
    ]);
  });

  test('of something that is gone names its place before the change', () => {
    expect(js(`${OTHER}${TEST}`, OTHER)).toMatchObject([
      { rule: 'deleted-test', line: 4, before: "it('adds', () => {" },
    ]);
  });

  test('is made once for a group, whatever it holds', () => {
    const group = `describe('math', () => {\n${TEST}${OTHER}});\n`;
    expect(js(group, group.replace('describe', 'describe.skip'))).toHaveLength(1);
  });

  test('is never about what the base had already', () => {
    const skipped = TEST.replace('it(', 'it.only(').replace('expect(add(1, 2)).toBe(3)', 'expect(true).toBe(true)');
    expect(js(skipped, `// a comment\n${skipped}`)).toEqual([]);
  });

  test('is a note where the tested code goes too', () => {
    const gone = { path: 'src/math.ts', before: 'export function add(a, b) { return a + b; }\n', after: null };
    expect(findWeakened([gone, { path: 'test/math.test.ts', before: TEST, after: null }])).toMatchObject([
      { rule: 'deleted-test', level: 'note' },
    ]);
  });

  test('is not a note where the code only changed', () => {
    const code = { path: 'src/math.ts', before: 'export function add(a, b) { return a + b; }\n' };
    const changed = { ...code, after: code.before.replace('+', '-') };
    expect(findWeakened([changed, { path: 'test/math.test.ts', before: TEST, after: null }])).toMatchObject([
      { rule: 'deleted-test', level: 'finding' },
    ]);
  });
});

describe('a test that is found again', () => {
  test('in another file is not deleted', () => {
    const moved = { path: 'test/other.test.ts', before: null, after: TEST };
    expect(findWeakened([{ path: 'test/math.test.ts', before: TEST, after: null }, moved])).toEqual([]);
  });

  test('in another file, with less in it, lost an assertion', () => {
    const both = TEST.replace('});', '  expect(add(0, 0)).toBe(0);\n});');
    const moved = { path: 'test/other.test.ts', before: null, after: TEST };
    expect(findWeakened([{ path: 'test/math.test.ts', before: both, after: null }, moved])).toMatchObject([
      { rule: 'removed-assertion', path: 'test/other.test.ts' },
    ]);
  });
});

describe('what is not looked at', () => {
  test('is named by its path', () => {
    expect(
      ['a.ts', 'tests/a.py', 'Makefile', '.github/workflows/ci.yml', 'pom.xml'].filter(concernsTests),
    ).toHaveLength(5);
    expect(['a.md', 'logo.png', 'data.csv', 'package-lock.json'].filter(concernsTests)).toEqual([]);
  });

  test('is a finding where the change hides a test file', () => {
    const unread = [
      { path: 'test/math.test.ts', why: 'is too large', hidden: true },
      { path: 'test/old.test.ts', why: 'is too large', hidden: false },
      { path: 'src/math.ts', why: 'is no text', hidden: true },
    ];
    expect(hiddenTests({ files: [], unread })).toMatchObject([{ rule: 'deleted-test', path: 'test/math.test.ts' }]);
  });
});

describe('any text', () => {
  const PATHS = [
    'a.test.ts',
    'test_a.py',
    'a_test.go',
    'tests/a.rs',
    'ATest.java',
    'a_spec.rb',
    'ATests.cs',
    'package.json',
    'Makefile',
    'pom.xml',
  ];
  const PIECES = [
    'it("a", () => {\n',
    '});\n',
    'expect(a)',
    '.toBe(1);\n',
    '"',
    "'",
    '`',
    '/*',
    '*/',
    '//',
    '#',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '@Test\n',
    '[Fact]\n',
    '#[test]\nfn a() ',
    'def test_a():\n',
    '  assert a\n',
    'func TestA(t *testing.T) {\n',
    'do\n',
    'end\n',
    'try ',
    'catch',
    '\\',
    '\n',
    'é',
    ' ',
  ];
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join(''));

  test('is read without a failure, and means nothing where nothing changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), text, text, (path, before, after) => {
        for (const finding of findWeakened([{ path, before, after }])) {
          expect(finding.line).toBeGreaterThan(0);
        }
        expect(findWeakened([{ path, before, after: before }])).toEqual([]);
      }),
    );
  });

  test.each(PATHS)('%s: many words, brackets, quotes and blanks come to an end', (path) => {
    for (const piece of [
      'word ',
      '(',
      '{',
      '"',
      ' ',
      'a b(',
      '@A ',
      'expect(',
      "it('a', () => ",
      'if (',
      '\t',
      'const a = b : ',
    ]) {
      const long = `${piece.repeat(900)}\n`.repeat(4);
      findWeakened([{ path, before: `${long}x`, after: long }]);
    }
  });
});
