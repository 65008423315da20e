import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { botComments, phaseStep } from './props.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const testFile = (name: string, body: string) =>
  `import { existsSync, mkdirSync, writeFileSync } from 'node:fs';\nimport test from 'node:test';\n\ntest('${name}', () => {\n${body}\n});\n`;
const FAILS = "  throw new Error('red');";
/** Fails once on each machine: what it leaves is ignored by git, and so never committed. */
const FAILS_ONCE =
  "  if (!existsSync('tmp/once')) {\n    mkdirSync('tmp', { recursive: true });\n    writeFileSync('tmp/once', '');\n    throw new Error('red');\n  }";

const FILES = {
  'package.json': '{ "scripts": { "test": "node --test" } }\n',
  '.gitignore': 'tmp/\n',
  'test/old.test.mjs': testFile('was red before', FAILS),
  'test/sum.test.mjs': testFile('adds', ''),
};

test('a red base and a flaky test cost no fixer; a new failure does', async () => {
  const scene = await stage.scene({
    plan: 3,
    files: FILES,
    config: { tests: { command: 'npm test' } },
    script: {
      steps: [
        phaseStep('02', { edits: [{ path: 'test/flaky.test.mjs', content: testFile('is flaky', FAILS_ONCE) }] }),
        phaseStep('03', { edits: [{ path: 'test/sum.test.mjs', content: testFile('adds', FAILS) }] }),
        phaseStep('03', { edits: [{ path: 'test/sum.test.mjs', content: testFile('adds', '  // mended') }] }, 'fixer'),
      ],
    },
  });
  await scene.comment('/pitboss play');
  const record = await scene.untilOver();

  expect(record).toMatchObject({ status: 'finished', completed: ['01', '02', '03'], halt: null });
  expect(record.attempts).toEqual({ '01': 1, '02': 1, '03': 2 });
  expect(record.baseline).toMatchObject({ verdict: 'known', failures: [expect.stringContaining('was red before')] });
  expect(record.baseline_failures).toEqual(record.baseline?.failures);
  expect(record.flaky_tests).toEqual([expect.stringContaining('is flaky')]);
  expect(record.tests).toMatchObject({ passed: true, known: record.baseline_failures });
  const [status] = await botComments(scene);
  const [pull] = await scene.pulls();
  for (const text of [status?.body, pull?.body]) {
    expect(text).toMatch(/\*\*Red before this run:\*\* 1 test failed on the base: `.*was red before`/);
    expect(text).toMatch(/\*\*Flaky tests:\*\* failed, and passed when run again: `.*is flaky`/);
  }
  expect(await scene.fileAt(record.branch, 'tmp/once')).toBeNull();
});

test('a base whose failure nobody can name starts no agent', async () => {
  const scene = await stage.scene({
    plan: 1,
    files: { ...FILES, 'package.json': '{ "scripts": { "test": "not-installed --all" } }\n' },
    config: { tests: { command: 'npm test' } },
  });
  await scene.comment('/pitboss play');
  const record = await scene.untilOver();
  expect(record).toMatchObject({ status: 'halted', halt: { code: 'baseline_red' }, attempts: { '01': 0 } });
  expect(record.usage.by_role).toEqual({});
  expect((await botComments(scene))[0]?.body).toContain('tests.setup');
});
