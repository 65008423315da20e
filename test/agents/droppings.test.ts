import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withoutDroppings } from '../../src/agents/droppings.js';
import type { ProgramRequest, ProgramResult } from '../../src/process/program.js';
import { temporaryFolder } from './dispatching.js';

const ENDED: ProgramResult = {
  exit: { kind: 'exited', code: 0 },
  ms: 1,
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
  strays: 0,
  leftRunning: [],
};
const request = (cwd: string): ProgramRequest => ({ argv: ['x'], cwd, env: {}, timeoutMs: 1, marker: 'm' });

test('what a program leaves for itself is gone, a link as a link; all else stays', async () => {
  const tree = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  writeFileSync(join(elsewhere, 'kept'), 'x');
  const run = withoutDroppings(
    async ({ cwd }) => {
      mkdirSync(join(cwd, '.cache/deep'), { recursive: true });
      symlinkSync(elsewhere, join(cwd, '.history'));
      writeFileSync(join(cwd, 'work.ts'), 'done');
      return ENDED;
    },
    ['.cache', '.history', '.never'],
  );
  expect(await run(request(tree))).toBe(ENDED);
  expect(readdirSync(tree)).toEqual(['work.ts']);
  expect(readdirSync(elsewhere)).toEqual(['kept']);
});

test('what stood there before stays, also after a failure', async () => {
  const tree = await temporaryFolder();
  writeFileSync(join(tree, '.history'), 'committed');
  const run = withoutDroppings(
    async ({ cwd }) => {
      writeFileSync(join(cwd, '.cache'), '');
      throw new TypeError('broke');
    },
    ['.cache', '.history'],
  );
  await expect(run(request(tree))).rejects.toThrow('broke');
  expect(readdirSync(tree)).toEqual(['.history']);
  expect(readFileSync(join(tree, '.history'), 'utf8')).toBe('committed');
});
