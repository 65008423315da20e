import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SKIP_FILE, watchSkipFile } from '../../../src/cli/grind/skip-file.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pitboss-skip-'));
  mkdirSync(join(root, '.pitboss'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = () => writeFileSync(join(root, SKIP_FILE), 'whatever\n');
const there = () => existsSync(join(root, SKIP_FILE));

/** Watches through so many looks; before each of them the script's step is taken. */
async function watched(...steps: readonly (() => void)[]) {
  const slept: number[] = [];
  const skips: boolean[] = [];
  const ended = new AbortController();
  const clock = {
    now: () => 0,
    sleep: async (ms: number) => {
      const step = steps[slept.length];
      slept.push(ms);
      (step ?? (() => ended.abort()))();
    },
  };
  await watchSkipFile({ root, clock, signal: ended.signal, skip: async () => void skips.push(there()) });
  return { slept, skips };
}

test('a file that appears is removed and skips once, two seconds apart at most', async () => {
  const { slept, skips } = await watched(
    () => {},
    put,
    () => {},
    put,
  );
  expect([slept, skips]).toEqual([
    [2000, 2000, 2000, 2000, 2000],
    [false, false],
  ]);
  expect(there()).toBe(false);
});

test('one that was left over from before skips nothing', async () => {
  put();
  const { skips } = await watched(() => expect(there()).toBe(false));
  expect(skips).toEqual([]);
});

test('a folder of that name is no word to anybody', async () => {
  const { skips } = await watched(() => mkdirSync(join(root, SKIP_FILE)));
  expect([skips, there()]).toEqual([[], true]);
});
