import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ProgramResult, RunProgram } from '../../src/process/program.js';
import { dropHidden, putBackHidden, withoutHidden } from '../../src/work/policy/hidden-files.js';

const ENDED: ProgramResult = {
  exit: { kind: 'exited', code: 0 },
  ms: 1,
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
  strays: 0,
  leftRunning: [],
};

let folder: string;
let tree: string;
let scratchDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitboss-hidden-'));
  tree = join(folder, 'tree');
  scratchDir = join(folder, 'scratch');
  mkdirSync(join(tree, 'conf.d'), { recursive: true });
  mkdirSync(scratchDir);
  writeFileSync(join(tree, '.env'), 'committed\n');
  writeFileSync(join(tree, 'conf.d/a'), 'a\n');
  writeFileSync(join(tree, 'other'), 'other\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a stand-in for the agent on the tree without `names`. */
async function working(names: readonly string[], act: () => void): Promise<void> {
  const run: RunProgram = async () => {
    act();
    return ENDED;
  };
  await withoutHidden(run, { tree, scratchDir, names })({
    argv: ['agent'],
    cwd: tree,
    env: {},
    timeoutMs: 1,
    marker: 'm',
  });
}

const read = (path: string): string => readFileSync(join(tree, path), 'utf8');

test('files and folders are away while the program runs, and back afterwards', async () => {
  await working(['.env', 'conf.d', 'absent'], () => expect(readdirSync(tree)).toEqual(['other']));
  expect(readdirSync(tree).sort()).toEqual(['.env', 'conf.d', 'other']);
  expect([read('.env'), read('conf.d/a')]).toEqual(['committed\n', 'a\n']);
  expect(readdirSync(scratchDir)).toEqual([]);
});

test('they come back when the program cannot be run', async () => {
  const broken = working(['.env'], () => {
    throw new TypeError('no');
  });
  await expect(broken).rejects.toThrow('no');
  expect(read('.env')).toBe('committed\n');
});

test('what the program wrote at such a place wins', async () => {
  await working(['.env', 'conf.d'], () => {
    writeFileSync(join(tree, '.env'), 'by the agent\n');
    mkdirSync(join(tree, 'conf.d'));
  });
  expect(read('.env')).toBe('by the agent\n');
  expect(readdirSync(join(tree, 'conf.d'))).toEqual([]);
  expect(readdirSync(scratchDir)).toEqual([]);
});

test('a link is moved and put back as a link, and what it points to is left alone', async () => {
  const outside = join(folder, 'outside');
  writeFileSync(outside, 'outside\n');
  rmSync(join(tree, '.env'));
  symlinkSync(outside, join(tree, '.env'));
  await working(['.env'], () => expect(existsSync(join(tree, '.env'))).toBe(false));
  expect(readlinkSync(join(tree, '.env'))).toBe(outside);
  expect(readFileSync(outside, 'utf8')).toBe('outside\n');
});

test('a link that the program left at such a place stays, and nothing is written through it', async () => {
  const outside = join(folder, 'outside');
  await working(['.env'], () => symlinkSync(outside, join(tree, '.env')));
  expect(lstatSync(join(tree, '.env')).isSymbolicLink()).toBe(true);
  expect(existsSync(outside)).toBe(false);
});

test('they come back into a tree that the program locked', async () => {
  await working(['.env'], () => chmodSync(tree, 0o500));
  expect(read('.env')).toBe('committed\n');
});

test.each(['../outside', 'conf.d/a', '.git', '.', '..', ''])('%j is no entry at the root and stays', async (name) => {
  const outside = join(folder, 'outside');
  writeFileSync(outside, 'outside\n');
  await working([name], () => {
    expect(existsSync(outside)).toBe(true);
    expect(readdirSync(tree).sort()).toEqual(['.env', 'conf.d', 'other']);
    expect(read('conf.d/a')).toBe('a\n');
  });
});

test('a file that cannot be moved away keeps the program from being started', async () => {
  mkdirSync(join(scratchDir, 'hidden/conf.d/in-the-way'), { recursive: true });
  let started = false;
  const stuck = working(['conf.d'], () => {
    started = true;
  });
  await expect(stuck).rejects.toMatchObject({ code: 'hidden_file_stuck' });
  expect(started).toBe(false);
  expect(read('conf.d/a')).toBe('a\n');
});

test('what a killed process left hidden is put back by whoever comes after it', async () => {
  mkdirSync(join(scratchDir, 'hidden'));
  writeFileSync(join(scratchDir, 'hidden/.env'), 'committed\n');
  rmSync(join(tree, '.env'));
  await putBackHidden(tree, scratchDir);
  expect(read('.env')).toBe('committed\n');
  await expect(putBackHidden(tree, scratchDir)).resolves.toBeUndefined();
});

test('a tree that is replaced gets nothing of the one before', async () => {
  mkdirSync(join(scratchDir, 'hidden'));
  writeFileSync(join(scratchDir, 'hidden/.env'), 'of another commit\n');
  await dropHidden(scratchDir);
  await putBackHidden(tree, scratchDir);
  expect(read('.env')).toBe('committed\n');
});

test('a link in the place of the store brings nothing foreign into the tree, neither after it nor before', async () => {
  const foreign = join(folder, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'secret'), 'secret\n');
  const store = join(scratchDir, 'hidden');
  await working(['.env'], () => {
    rmSync(store, { recursive: true });
    symlinkSync(foreign, store);
  });
  expect(existsSync(join(tree, 'secret'))).toBe(false);
  await working(['other'], () => expect(readdirSync(foreign)).toEqual(['secret']));
  expect(readFileSync(join(tree, 'other'), 'utf8')).toBe('other\n');
  expect(readdirSync(foreign)).toEqual(['secret']);
});
