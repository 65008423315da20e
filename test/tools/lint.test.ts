import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';

/** One file for each rule that the project leaves to Biome and could not do without. */
const BREACHES: Readonly<Record<string, string>> = {
  'circle-a.ts': "import { b } from './circle-b.js';\n\nexport const a = () => b;\n",
  'circle-b.ts': "import { a } from './circle-a.js';\n\nexport const b = () => a;\n",
  'console.ts': "console.log('x');\n",
  'block.ts': 'export const f = (x: boolean) => {\n  if (x) return 1;\n  return 2;\n};\n',
  'protocol.ts': "import { join } from 'fs';\n\nexport const f = join;\n",
  'unused.ts': "import { join } from 'node:path';\n\nexport const f = 1;\n",
  'good.ts': "import { join } from 'node:path';\n\nexport const f = join;\n",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitboss-lint-'));
  const { $schema, ...config } = z.looseObject({}).parse(JSON.parse(readFileSync('biome.json', 'utf8')));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
  for (const [name, text] of Object.entries(BREACHES)) {
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the lint rules that the architecture counts on are switched on and bite', () => {
  const biome = resolve('node_modules/.bin/biome');
  const done = spawnSync(biome, ['lint', '--error-on-warnings', '--reporter=json', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(done.status).toBe(1);
  const { diagnostics } = z
    .object({
      diagnostics: z.array(z.looseObject({ category: z.string(), location: z.looseObject({ path: z.unknown() }) })),
    })
    .parse(JSON.parse(done.stdout));
  const found = diagnostics.map(
    ({ category, location }) => `${JSON.stringify(location.path)} ${category.split('/').at(-1)}`,
  );
  expect([...new Set(found)].sort()).toEqual([
    '"block.ts" useBlockStatements',
    '"circle-a.ts" noImportCycles',
    '"circle-b.ts" noImportCycles',
    '"console.ts" noConsole',
    '"protocol.ts" useNodejsImportProtocol',
    '"unused.ts" noUnusedImports',
  ]);
});
