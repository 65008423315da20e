import { describe, expect, test } from '@jest/globals';
import { checkHouse } from '../../tools/house/check.js';

/** Rules broken by these files, with the line of each breach. */
function breaches(files: Readonly<Record<string, string>>): readonly string[] {
  return checkHouse(new Map(Object.entries(files))).map((finding) => `${finding.path}:${finding.line} ${finding.rule}`);
}

/** A value that somebody imports, so that only the rule under test speaks. */
const LEAF = { 'src/base/leaf.ts': 'export const leaf = 1;\n' };
const uses = (specifier: string) => `import { leaf } from '${specifier}';\nvoid leaf;\n`;

describe('rooms', () => {
  test('a room may import itself and the rooms that the table gives it', () => {
    expect(breaches({ ...LEAF, 'src/run/state.ts': uses('../base/leaf.js') })).toEqual([]);
  });

  test('any other room is refused, at the line of the import', () => {
    const files = { 'src/land/leaf.ts': 'export const leaf = 1;\n', 'src/work/unit.ts': uses('../land/leaf.js') };
    expect(breaches(files)).toEqual(['src/work/unit.ts:1 rooms']);
  });

  test.each([
    ['a type import', "import type { Leaf } from '../land/leaf.js';\nexport type Unit = Leaf;\n"],
    ['a re-export', "export * from '../land/leaf.js';\n"],
    ['a named re-export', "export { leaf } from '../land/leaf.js';\n"],
    ['a dynamic import', "export const load = () => import('../land/leaf.js');\n"],
    ['a type of an import', "export type Unit = import('../land/leaf.js').Leaf;\n"],
  ])('%s counts as an import', (_name, text) => {
    const files = {
      'src/land/leaf.ts': 'export type Leaf = 1;\n',
      'src/work/unit.ts': text,
      'test/unit.test.ts': "import * as u from '../src/work/unit.js';\nvoid u;\n",
    };
    expect(breaches(files)).toEqual(['src/work/unit.ts:1 rooms']);
  });

  test('a file outside every room is refused', () => {
    expect(breaches({ 'src/helpers/leaf.ts': 'void 1;\n', 'src/loose.ts': 'void 1;\n' })).toEqual([
      'src/helpers/leaf.ts:1 rooms',
      'src/loose.ts:1 rooms',
    ]);
  });

  test('an entry may read its version from package.json; nothing else may', () => {
    const text = "import p from '../../package.json' with { type: 'json' };\nvoid p;\n";
    expect(breaches({ 'src/cli/main.ts': text })).toEqual([]);
    expect(breaches({ 'src/run/state.ts': text })).toEqual(['src/run/state.ts:1 rooms']);
  });

  test('src never imports tests or tools', () => {
    expect(
      breaches({ 'test/leaf.ts': 'export const leaf = 1;\n', 'src/run/state.ts': uses('../../test/leaf.js') }),
    ).toEqual(['src/run/state.ts:1 rooms']);
  });
});

describe('pure rooms', () => {
  test.each(['zod', 'js-yaml', 'unified', 'remark-parse', 'node:crypto'])('may use %s', (name) => {
    expect(breaches({ 'src/run/state.ts': `import { x } from '${name}';\nvoid x;\n` })).toEqual([]);
  });

  test.each(['node:fs', 'node:fs/promises', 'node:child_process', 'execa', '@actions/core', '@octokit/rest'])(
    'may not use %s',
    (name) => {
      expect(breaches({ 'src/run/state.ts': `import { x } from '${name}';\nvoid x;\n` })).toEqual([
        'src/run/state.ts:1 pure',
      ]);
    },
  );

  test('may hash, but not draw random bytes', () => {
    expect(breaches({ 'src/run/a.ts': "import { createHash } from 'node:crypto';\nvoid createHash;\n" })).toEqual([]);
    expect(breaches({ 'src/run/a.ts': "import { randomUUID } from 'node:crypto';\nvoid randomUUID;\n" })).toEqual([
      'src/run/a.ts:1 pure',
    ]);
  });
});

describe('global names in pure rooms', () => {
  test.each(['void process.cwd();', "fetch('x');", 'void globalThis.fetch;'])('%s is refused', (text) => {
    expect(breaches({ 'src/run/state.ts': text })).toEqual(['src/run/state.ts:1 pure']);
    expect(breaches({ 'src/work/unit.ts': text })).toEqual([]);
  });
});

describe('effects', () => {
  test.each([
    ['process.env', 'void process.env;\n', 'environment'],
    ["process['env']", "void process['env'];\n", 'environment'],
    ['env of node:process', "import { env } from 'node:process';\nvoid env;\n", 'environment'],
    ['Date.now', 'void Date.now();\n', 'clock'],
    ['Date.now as a value', 'void [Date.now];\n', 'clock'],
    ['new Date()', 'void new Date();\n', 'clock'],
    ['Math.random', 'void [Math.random];\n', 'clock'],
    ['performance.now', 'void performance.now();\n', 'clock'],
    ['setTimeout', 'setTimeout(f, 1);\n', 'clock'],
    ['node:timers/promises', "import { setTimeout as wait } from 'node:timers/promises';\nvoid wait;\n", 'clock'],
  ])('%s is refused outside the named files', (_name, text, rule) => {
    expect(breaches({ 'src/work/unit.ts': text })).toEqual([`src/work/unit.ts:1 ${rule}`]);
    expect(breaches({ 'src/local-github/server.ts': text })).toEqual([]);
  });

  test('an entry may hand Math.random on, not call it', () => {
    expect(breaches({ 'src/cli/main.ts': 'void [Math.random];\nvoid Math.random();\n' })).toEqual([
      'src/cli/main.ts:2 clock',
    ]);
    expect(breaches({ 'src/work/unit.ts': 'void [Math.random];\n' })).toEqual(['src/work/unit.ts:1 clock']);
  });

  test('a date made from a value is no clock', () => {
    expect(breaches({ 'src/work/unit.ts': 'void new Date(0);\n' })).toEqual([]);
  });

  test('entries read the environment, but not the clock', () => {
    expect(breaches({ 'src/cli/main.ts': 'void process.env;\nvoid Date.now();\n' })).toEqual([
      'src/cli/main.ts:2 clock',
    ]);
  });
});

describe('types', () => {
  test.each([
    ['as', 'void (x as string);\n', 'no-cast'],
    ['angle brackets', 'void (<string>x);\n', 'no-cast'],
    ['!', 'void x!.y;\n', 'no-non-null'],
    ['any', 'void ((x: any) => x);\n', 'no-any'],
  ])('%s is refused, in tests too', (_name, text, rule) => {
    expect(breaches({ 'src/work/unit.ts': text })).toEqual([`src/work/unit.ts:1 ${rule}`]);
    expect(breaches({ 'test/work/unit.test.ts': text })).toEqual([`test/work/unit.test.ts:1 ${rule}`]);
  });

  test('as const, satisfies and renamed imports are no casts', () => {
    const text = "import { x as y } from 'zod';\nvoid ([1] as const);\nvoid ({ y } satisfies object);\n";
    expect(breaches({ 'src/work/unit.ts': text })).toEqual([]);
  });

  test('words in strings and comments are no casts', () => {
    expect(breaches({ 'src/work/unit.ts': "// x as any\nvoid 'x as any, throw new Error(';\n" })).toEqual([]);
  });
});

describe('suppressions', () => {
  const ts = (kind: string) => `// @${'ts'}-${kind}`;
  const biome = (rest: string) => `// ${'biome'}-ignore ${rest}`;

  test.each([
    ts('ignore'),
    ts('ignore: known'),
    ts('nocheck'),
    ts('expect-error'),
    biome('lint/style/x'),
    biome('lint/style/x:'),
  ])('%s is refused', (comment) => {
    expect(breaches({ 'src/work/unit.ts': `${comment}\nvoid 1;\n` })).toEqual(['src/work/unit.ts:1 no-suppression']);
  });

  test.each([ts('expect-error the library lacks this overload'), biome('lint/style/x: names come from an API')])(
    '%s says why',
    (comment) => {
      expect(breaches({ 'src/work/unit.ts': `${comment}\nvoid 1;\n` })).toEqual([]);
    },
  );
});

describe('code that ships', () => {
  test.each(['throw new Error(1);', 'throw Error(1);', 'throw new TypeError(1);', 'reject(new Error(1));'])(
    'makes no plain error: %s',
    (text) => {
      expect(breaches({ 'src/work/unit.ts': text })).toEqual(['src/work/unit.ts:1 no-plain-error']);
      expect(breaches({ 'test/work/unit.test.ts': text })).toEqual([]);
    },
  );

  test('an error class of our own may extend Error', () => {
    expect(breaches({ 'src/work/unit.ts': 'class Ours extends Error {}\nvoid Ours;\n' })).toEqual([]);
  });

  test.each([
    ['function', 'void function (a, b, c, d, e) {};\n'],
    ['arrow', 'void ((a, b, c, d, e) => 1);\n'],
    ['method', 'void class { m(a, b, c, d, e) {} };\n'],
    ['method of an object', 'void { m(a, b, c, d, e) {} };\n'],
    ['constructor', 'void class { constructor(a, b, c, d, e) {} };\n'],
  ])('a %s takes at most four parameters', (_name, text) => {
    expect(breaches({ 'src/work/unit.ts': text })).toEqual(['src/work/unit.ts:1 parameters']);
    expect(breaches({ 'src/work/unit.ts': text.replace(', e', '') })).toEqual([]);
  });
});

describe('shape', () => {
  test('a file has at most 250 lines', () => {
    expect(breaches({ 'src/work/unit.ts': 'void 1;\n'.repeat(250) })).toEqual([]);
    expect(breaches({ 'src/work/unit.ts': 'void 1;\n'.repeat(251) })).toEqual(['src/work/unit.ts:251 file-length']);
  });

  test('a function has at most 60 lines, except the body of a test', () => {
    const text = (lines: number) => `void 0;\nvoid (() => {\n${'void 1;\n'.repeat(lines - 2)}});\n`;
    expect(breaches({ 'src/work/unit.ts': text(60) })).toEqual([]);
    expect(breaches({ 'src/work/unit.ts': text(61) })).toEqual(['src/work/unit.ts:2 function-length']);
    expect(breaches({ 'test/work/unit.test.ts': text(61) })).toEqual([]);
  });

  test('a function that holds others counts its own lines; each of them counts its own', () => {
    const inner = (lines: number) => `function inner() {\n${'void 1;\n'.repeat(lines - 2)}}\n`;
    expect(breaches({ 'src/work/unit.ts': `void (() => {\n${inner(40)}${inner(40)}});\n` })).toEqual([]);
    expect(breaches({ 'src/work/unit.ts': `void (() => {\n${inner(61)}});\n` })).toEqual([
      'src/work/unit.ts:2 function-length',
    ]);
  });

  test('names are in kebab-case', () => {
    expect(breaches({ 'src/work/workUnit.ts': 'void 1;\n' })).toEqual(['src/work/workUnit.ts:1 kebab-case']);
    expect(breaches({ 'src/work/work_unit.ts': 'void 1;\n' })).toEqual(['src/work/work_unit.ts:1 kebab-case']);
    expect(breaches({ 'test/work/work-unit.test.ts': 'void 1;\n' })).toEqual([]);
  });

  test('a folder holds at most 15 files', () => {
    const folder = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`src/work/f${i}.ts`, 'void 1;\n']));
    expect(breaches(folder(15))).toEqual([]);
    expect(breaches(folder(16))).toEqual(['src/work:1 folder-size']);
  });
});

describe('exports', () => {
  test('an exported value that nothing imports is dead; an exported type is not', () => {
    const text = 'export type T = 1;\nexport const used = 1;\nexport function dead() {}\n';
    const files = {
      'src/run/a.ts': text,
      'test/run/a.test.ts': "import { used } from '../../src/run/a.js';\nvoid used;\n",
    };
    expect(breaches(files)).toEqual(['src/run/a.ts:3 unused-export']);
  });
});

test('a file that cannot be parsed is a finding, and hides no other', () => {
  expect(breaches({ 'src/run/a.ts': 'const = ;\n', 'src/run/b.ts': 'void Date.now();\n' })).toEqual([
    'src/run/a.ts:1 syntax',
    'src/run/b.ts:1 clock',
  ]);
});

test('lines are counted in characters of any width, below a first line of any kind', () => {
  const text = "#!/usr/bin/env node\n// Zeile 2: äöü 漢字 🎲\nconst x = '漢字';\nvoid Date.now();\n";
  expect(breaches({ 'src/run/a.ts': text, 'src/work/b.ts': text })).toEqual([
    'src/run/a.ts:4 clock',
    'src/work/b.ts:4 clock',
  ]);
});
