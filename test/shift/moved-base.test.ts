import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { git, script, write } from '../git/support.js';
import { type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ base: { 'a.txt': 'one\n', 'b.txt': 'b\n' } });
});
afterEach(() => world.dispose());

const policy =
  (on_base_moved: Config['git']['on_base_moved']) =>
  (config: Config): Config => ({ ...config, git: { ...config.git, on_base_moved } });

let clones = 0;
/** A commit of somebody on this branch, on top of what it has. */
function pushTo(branch: string, files: Readonly<Record<string, string>>, options: readonly string[] = []): string {
  clones += 1;
  const clone = join(world.root, `clone-${clones}`);
  git(world.root, 'clone', '--quiet', '--branch', branch, world.remote, clone);
  write(clone, files);
  git(clone, 'add', '-A');
  git(clone, 'commit', '--quiet', ...options, '-m', 'theirs');
  git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD');
  return git(clone, 'rev-parse', 'HEAD');
}

/** Moves the base while the tests of phase 01 would run: between its implementer and the next unit. */
function whilePhaseOne(move: () => void) {
  let moved = false;
  return (event: ShiftEvent): void => {
    if (event.kind === 'tests_skipped' && !moved) {
      moved = true;
      move();
    }
  };
}

test('by default a run goes on from where it started, and does not even look', async () => {
  await world.shift({ onTell: whilePhaseOne(() => pushTo('main', { 'b.txt': 'better\n' })) });
  const { status, base } = await world.record();
  expect([status, base]).toEqual(['finished', { ref: 'main', sha: world.base }]);
});

describe('stop', () => {
  test('halts between two units, and going on accepts the tip that people were told of', async () => {
    const tips: string[] = [];
    const first = await world.shift({
      config: policy('stop'),
      onTell: whilePhaseOne(() => tips.push(pushTo('main', { 'b.txt': 'better\n' }))),
    });
    expect(first.started).toEqual(['01']);
    const halted = await world.record();
    expect(halted).toMatchObject({ status: 'halted', completed: ['01'], halt: { code: 'base_moved' } });
    expect(halted.halt?.why).toContain(tips[0]);
    await world.command('rebuy');
    const second = await world.shift({ config: policy('stop') });
    expect(second.started).toEqual(['02']);
    expect(await world.record()).toMatchObject({ status: 'finished', base: { sha: world.base, seen: tips[0] } });
  });

  test('a tip that came after that halts again', async () => {
    pushTo('main', { 'b.txt': 'better\n' });
    await world.shift({ config: policy('stop') });
    pushTo('main', { 'b.txt': 'best\n' });
    await world.command('rebuy');
    const again = await world.shift({ config: policy('stop') });
    expect([again.started, (await world.record()).halt?.code]).toEqual([[], 'base_moved']);
  });
});

describe('merge', () => {
  test('takes the base in before the next unit, as a commit of ours, together with the record', async () => {
    const tips: string[] = [];
    await world.shift({
      config: policy('merge'),
      onTell: whilePhaseOne(() => tips.push(pushTo('main', { 'b.txt': 'better\n' }))),
    });
    const record = await world.record();
    expect(record).toMatchObject({ status: 'finished', base: { sha: world.base, merged: tips[0] } });
    const branch = `refs/heads/pitboss/play/${world.runId}`;
    expect(world.remoteGit('log', '--first-parent', '--reverse', '--format=%s', `${world.base}..${branch}`)).toBe(
      `[pitboss] phase 01: Title 01\n[pitboss] merge main at ${tips[0]?.slice(0, 12)}\n[pitboss] phase 02: Title 02`,
    );
    expect(world.remoteGit('rev-parse', `${branch}~1^2`)).toBe(tips[0]);
    expect(world.remoteGit('show', `${branch}:b.txt`)).toBe('better');
    expect(world.tip(branch)).toBe(record.head_sha);
  });

  test('a conflict halts with its paths and changes nothing; a merge by hand is then enough', async () => {
    const tips: string[] = [];
    await world.shift({
      config: policy('merge'),
      onTell: whilePhaseOne(() => tips.push(pushTo('main', { '01.txt': 'theirs\n' }))),
    });
    const branch = `pitboss/play/${world.runId}`;
    const halted = await world.record();
    expect(halted).toMatchObject({ status: 'halted', completed: ['01'], halt: { code: 'base_conflict' } });
    expect(halted.halt?.why).toContain('`01.txt`');
    expect(world.tip(`refs/heads/${branch}`)).toBe(halted.head_sha);

    const clone = join(world.root, 'by-hand');
    git(world.root, 'clone', '--quiet', '--branch', branch, world.remote, clone);
    git(clone, 'merge', '--quiet', '-X', 'ours', '--no-edit', 'origin/main');
    git(clone, 'push', '--quiet', 'origin', 'HEAD');
    await world.command('rebuy', { adopt: { tip: git(clone, 'rev-parse', 'HEAD') } });
    const second = await world.shift({ config: policy('merge') });
    expect(second.started).toEqual(['02']);
    expect(await world.record()).toMatchObject({ status: 'finished', base: { merged: tips[0] } });
  });

  test('a base that was rewritten is not merged', async () => {
    const shifted = await world.shift({
      config: policy('merge'),
      onTell: whilePhaseOne(() => pushTo('main', { 'b.txt': 'better\n' }, ['--amend'])),
    });
    expect([shifted.started, (await world.record()).halt?.code]).toEqual([['01'], 'base_rewritten']);
  });

  test('a merge whose record was lost is recognised as ours', async () => {
    world.remoteGit('config', 'receive.advertiseAtomic', 'false');
    const hook = join(world.remote, 'hooks/update');
    const refuse = 'case "$1" in refs/heads/pitboss/ledger) exit 1;; esac';
    const tips: string[] = [];
    const first = await world.shift({
      config: policy('merge'),
      onTell: (event) => {
        if (event.kind === 'claimed') {
          tips.push(pushTo('main', { 'b.txt': 'better\n' }));
          script(hook, refuse);
        }
      },
    });
    expect(first.started).toEqual([]);
    script(hook, 'exit 0');
    const second = await world.shift({ config: policy('merge'), ports: { holderEnded: async () => true } });
    expect(second.started).toEqual(['01', '02']);
    expect(await world.record()).toMatchObject({ status: 'finished', base: { merged: tips[0] } });
    expect(world.subjects().filter((subject) => subject.startsWith('[pitboss] merge'))).toHaveLength(1);
  });
});
