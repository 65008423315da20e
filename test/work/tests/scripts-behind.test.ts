import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commandFrom, detectTests } from '../../../src/work/tests/detect.js';
import { probe } from '../../../src/work/tests/probe.js';
import { scriptsBehind } from '../../../src/work/tests/scripts-behind.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pitboss-behind-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function behind(files: Record<string, string>, configured: string | readonly string[] | null = null) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  const command = commandFrom(configured, 'tests') ?? (await detectTests(dir, null));
  return command === null ? null : scriptsBehind(probe(dir), command);
}

const scripts = (texts: Record<string, string>) => ({ 'package.json': JSON.stringify({ scripts: texts }) });

describe('what a test command comes to', () => {
  test('is the text of its script, with what runs before and after it', async () => {
    expect(await behind(scripts({ pretest: 'tsc', test: 'jest --ci', posttest: 'eslint .', build: 'x' }))).toEqual({
      scripts: {
        'package.json: posttest': 'eslint .',
        'package.json: pretest': 'tsc',
        'package.json: test': 'jest --ci',
      },
      runs: 'tsc && jest --ci && eslint .',
    });
  });

  test('goes through scripts that call scripts', async () => {
    const texts = {
      test: 'npm run lint && npm run -s unit',
      lint: 'biome check',
      unit: 'yarn inner',
      inner: 'vitest run',
    };
    expect(await behind(scripts(texts))).toMatchObject({
      scripts: { 'package.json: inner': 'vitest run', 'package.json: unit': 'yarn inner' },
      runs: 'biome check && vitest run',
    });
  });

  test('ends where scripts call each other for ever', async () => {
    const texts = { test: 'npm run a && npm run a', a: 'npm run b; npm run b', b: 'npm run a' };
    expect(await behind(scripts(texts))).toMatchObject({ scripts: { 'package.json: a': 'npm run b; npm run b' } });
  });

  test('is found behind a configured line as well', async () => {
    const files = scripts({ 'test:unit': 'mocha' });
    expect(await behind(files, 'CI=1 npm run test:unit -- --reporter dot')).toEqual({
      scripts: { 'package.json: test:unit': 'mocha' },
      runs: 'CI=1 mocha -- --reporter dot',
    });
    expect(await behind(files, ['npm', 'run', 'test:unit'])).toMatchObject({ runs: 'mocha' });
    expect(await behind(files, './ci.sh')).toEqual({ scripts: {}, runs: './ci.sh' });
  });

  test('is the recipe of a rule, and of the rules that it needs', async () => {
    const Makefile = 'GO := go\nall: build\n\ntest: vet\n\t@go test ./...\n\nvet:\n\tgo vet ./...\n';
    expect(await behind({ Makefile })).toEqual({
      scripts: { 'Makefile: test': 'vet\n@go test ./...', 'Makefile: vet': 'go vet ./...' },
      runs: 'go vet ./... && go test ./...',
    });
  });

  test('is the scripts of all packages in a workspace', async () => {
    const root = { 'package.json': '{"workspaces":["packages/*"]}' };
    const a = { 'packages/a/package.json': '{"scripts":{"test":"jest"}}' };
    const b = { 'packages/b/package.json': '{"scripts":{"test":"mocha"}}' };
    const found = await behind({ ...root, ...a, ...b });
    expect(found?.scripts).toEqual({
      'packages/a/package.json: test': 'jest',
      'packages/b/package.json: test': 'mocha',
    });
    expect(found?.runs).toBe('jest & mocha');
  });

  test('is only itself where it does not mean the packages', async () => {
    const root = { 'package.json': '{"workspaces":["packages/*"]}' };
    const a = { 'packages/a/package.json': '{"scripts":{"test":"jest"}}' };
    expect(await behind({ ...root, ...a }, './ci.sh')).toEqual({ scripts: {}, runs: './ci.sh' });
  });

  test('is compared to its last character, however long it is', async () => {
    const long = `jest ${'x'.repeat(20_000)}`;
    const first = await behind(scripts({ test: `${long}1` }));
    const second = await behind(scripts({ test: `${long}2` }));
    expect(first?.scripts).not.toEqual(second?.scripts);
    expect(JSON.stringify(first).length).toBeLessThan(1_000);
  });
});
