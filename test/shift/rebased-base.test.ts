import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { git, write } from '../git/support.js';
import { type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
let branch: string;
beforeEach(async () => {
  world = await shiftScene({ base: { 'a.txt': 'one\n', 'b.txt': 'b\n' } });
  branch = `pitboss/play/${world.runId}`;
});
afterEach(() => world.dispose());

const rebase = (config: Config): Config => ({ ...config, git: { ...config.git, on_base_moved: 'rebase' } });

let clones = 0;
/** A commit of somebody on top of a branch; returns its name. */
function pushTo(name: string, files: Readonly<Record<string, string>>): string {
  clones += 1;
  const clone = join(world.root, `clone-${clones}`);
  git(world.root, 'clone', '--quiet', '--branch', name, world.remote, clone);
  write(clone, files);
  git(clone, 'add', '-A');
  git(clone, 'commit', '--quiet', '-m', 'theirs');
  git(clone, 'push', '--quiet', 'origin', 'HEAD');
  return git(clone, 'rev-parse', 'HEAD');
}

/** Does something once, when the implementer of phase 01 is done. */
function afterPhaseOne(act: () => void) {
  let done = false;
  return (event: ShiftEvent): void => {
    if (event.kind === 'landed' && !done) {
      done = true;
      act();
    }
  };
}

const subjects = (range: string) => world.remoteGit('log', '--reverse', '--format=%s', range);

test('what landed is put on the new tip, one commit each, and the record follows', async () => {
  let tip = '';
  let before = '';
  await world.shift({
    config: rebase,
    onTell: afterPhaseOne(() => {
      before = world.tip(`refs/heads/${branch}`) ?? '';
      tip = pushTo('main', { 'b.txt': 'better\n' });
    }),
  });
  const record = await world.record();
  expect(record).toMatchObject({ status: 'finished', completed: ['01', '02'], base: { sha: world.base, merged: tip } });
  expect(subjects(`${tip}..${branch}`)).toBe('[pitboss] phase 01: Title 01\n[pitboss] phase 02: Title 02');
  expect(world.remoteGit('rev-parse', `${branch}~2`)).toBe(tip);
  expect(record.commits).toEqual({
    '01': world.remoteGit('rev-parse', `${branch}~1`),
    '02': world.remoteGit('rev-parse', branch),
  });
  expect(record.commits['01']).not.toBe(before);
  expect(world.remoteGit('log', '-1', '--format=%B', `${branch}~1`)).toContain(`Pitboss-Run: ${world.runId}`);
  expect(world.remoteGit('show', `${branch}:b.txt`)).toBe('better');
  expect(world.remoteGit('show', `${branch}:01.txt`)).not.toBe('');
});

test('before the first phase the run just begins on the new tip', async () => {
  const tip = pushTo('main', { 'b.txt': 'better\n' });
  await world.shift({ config: rebase });
  expect(subjects(`${tip}..${branch}`)).toBe('[pitboss] phase 01: Title 01\n[pitboss] phase 02: Title 02');
  expect(await world.record()).toMatchObject({ status: 'finished', base: { merged: tip } });
});

test('a conflict halts with its paths and rewrites nothing', async () => {
  await world.shift({ config: rebase, onTell: afterPhaseOne(() => pushTo('main', { '01.txt': 'theirs\n' })) });
  const halted = await world.record();
  expect(halted).toMatchObject({ status: 'halted', completed: ['01'], halt: { code: 'base_conflict' } });
  expect(halted.halt?.why).toContain('`01.txt`');
  expect(world.tip(`refs/heads/${branch}`)).toBe(halted.head_sha);
});

test('a commit of a person on the run branch is never rewritten', async () => {
  const stop = (config: Config): Config => ({ ...config, git: { ...config.git, on_base_moved: 'stop' } });
  await world.shift({ config: stop, onTell: afterPhaseOne(() => pushTo('main', { 'b.txt': 'better\n' })) });
  const theirs = pushTo(branch, { 'theirs.txt': 'by hand\n' });
  await world.command('rebuy', { adopt: { tip: theirs } });
  pushTo('main', { 'b.txt': 'best\n' });
  const shifted = await world.shift({ config: rebase });
  const halted = await world.record();
  expect([shifted.started, halted.halt?.code]).toEqual([[], 'base_not_rebased']);
  expect(halted.halt?.why).toContain(theirs);
  expect(world.tip(`refs/heads/${branch}`)).toBe(theirs);
});

test('somebody who pushes to the run branch in between is not overwritten', async () => {
  let theirs = '';
  await world.shift({
    config: rebase,
    onTell: afterPhaseOne(() => {
      pushTo('main', { 'b.txt': 'better\n' });
      theirs = pushTo(branch, { 'theirs.txt': 'by hand\n' });
    }),
  });
  expect(await world.record()).toMatchObject({ status: 'halted', completed: ['01'] });
  expect(world.tip(`refs/heads/${branch}`)).toBe(theirs);
});

test('where branch and record cannot go out together, nothing is rewritten', async () => {
  world.remoteGit('config', 'receive.advertiseAtomic', 'false');
  await world.shift({ config: rebase, onTell: afterPhaseOne(() => pushTo('main', { 'b.txt': 'better\n' })) });
  const halted = await world.record();
  expect(halted).toMatchObject({ status: 'halted', completed: ['01'], halt: { code: 'push_refused' } });
  expect(world.tip(`refs/heads/${branch}`)).toBe(halted.head_sha);
});
