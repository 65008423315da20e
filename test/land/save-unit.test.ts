import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { saveUnit } from '../../src/land/save-unit.js';
import { wipRef } from '../../src/ledger/paths.js';
import { halts } from '../../src/run/halts.js';
import { runRecordSchema } from '../../src/run/record.js';
import { git, script, write } from '../git/support.js';
import { RUN, spent } from '../run/samples.js';
import { type LandScene, LEDGER, landScene, orderOf } from './support.js';

const BRANCH = `refs/heads/pitboss/play/${RUN}`;
const SECRET = 'sk-test-0123456789abcdef';
let world: LandScene;
beforeEach(async () => {
  world = await landScene({ secrets: [SECRET] });
  write(world.dir, { 'b.txt': 'two\n', '.pitboss/play/plan.md': 'x', '.pitboss/play/deferred.md': 'y' });
});
afterEach(() => world.dispose());

const stored = (name: string) => world.remoteGit('show', `${LEDGER}:runs/${RUN}/${name}`);
const storedRecord = () => runRecordSchema.parse(JSON.parse(stored('run.json')));

describe('saving an unfinished unit', () => {
  const ref = wipRef(RUN, 'phase/01');

  test('keeps the tree, deferred.md and what was rejected, and books stage and money', async () => {
    const unit = world.unit({ progress: { stage: 'fix', fix: 1, usage: spent(2), deferred: 'good\n' } });
    const saved = await saveUnit(world.ports, { ...unit, rejectedDeferred: 'bad\n' });
    expect(saved).toMatchObject({ outcome: { kind: 'written' }, tree: 'kept' });
    expect(world.remoteGit('show', `${ref}:b.txt`)).toBe('two');
    expect(world.remoteGit('show', `${ref}:.pitboss/play/deferred.md`)).toBe('good');
    expect(world.remoteGit('show', `${ref}:.pitboss/play/deferred.rejected.md`)).toBe('bad');
    expect(world.tip(BRANCH)).toBe(world.base);
    expect(orderOf({ ...world.files, record: storedRecord() })).toMatchObject({
      stage: 'fix',
      fix: 1,
      wip_sha: world.tip(ref),
      settled_usd: 2,
      reserved_usd: 12,
    });
  });

  test('again replaces the tree that was kept', async () => {
    const first = await saveUnit(world.ports, world.unit());
    write(world.dir, { 'b.txt': 'three\n' });
    await saveUnit(world.ports, { ...world.unit(), order: first.order });
    expect(world.remoteGit('show', `${ref}:b.txt`)).toBe('three');
  });

  test('can change the record in the same push', async () => {
    const halt = halts.noChanges();
    await saveUnit(world.ports, world.unit(), (files) => ({
      ...files,
      record: { ...files.record, status: 'halted', halt },
    }));
    expect(storedRecord()).toMatchObject({ status: 'halted', halt });
  });

  test.each<[string, () => Record<string, string>]>([
    ['a file', () => ({ deferred: '' })],
    ['deferred.md', () => ({ deferred: SECRET })],
  ])('never sends a secret in %s; without its tree the unit has to be done again', async (where, change) => {
    if (where === 'a file') {
      write(world.dir, { 'c.txt': Buffer.from(`-${SECRET}`).toString('base64') });
    }
    const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'fix', ...change() } }));
    expect(saved).toMatchObject({ outcome: { kind: 'written' }, tree: 'secret' });
    expect(world.tip(ref)).toBeNull();
    expect(orderOf({ ...world.files, record: storedRecord() })).toMatchObject({
      stage: 'implement',
      fix: 0,
      wip_sha: null,
    });
  });

  test('where the remote refuses the ref, keeps the tree in a bundle and the unit has to be done again', async () => {
    script(join(world.remote, 'hooks/update'), 'case "$1" in refs/pitboss/*) echo no; exit 1;; esac');
    const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'fix' } }));
    expect(saved).toMatchObject({ outcome: { kind: 'written' }, tree: 'bundled' });
    expect(orderOf({ ...world.files, record: storedRecord() })).toMatchObject({
      stage: 'implement',
      wip_sha: null,
      bundled: true,
    });
    const clone = join(world.root, 'unpacked');
    git(world.root, 'clone', '--quiet', world.remote, clone);
    git(clone, 'fetch', '--quiet', join(world.root, 'unit.bundle'), '+refs/*:refs/kept/*');
    const [kept = ''] = git(clone, 'for-each-ref', '--format=%(refname)', 'refs/kept').split('\n');
    expect(git(clone, 'show', `${kept}:b.txt`)).toBe('two');
  });

  test('is no bundle any more once its ref was taken', async () => {
    const unit = world.unit();
    const saved = await saveUnit(world.ports, { ...unit, order: { ...unit.order, bundled: true } });
    expect(saved.tree).toBe('kept');
    expect(orderOf({ ...world.files, record: storedRecord() }).bundled).toBeUndefined();
  });
});
