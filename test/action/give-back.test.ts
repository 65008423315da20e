import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DeadShift, giveBack } from '../../src/action/give-back.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { saveUnit } from '../../src/land/save-unit.js';
import { wipRef } from '../../src/ledger/paths.js';
import { haltRun } from '../../src/run/advance.js';
import { DEFERRED_PATH } from '../../src/run/document-paths.js';
import { halts } from '../../src/run/halts.js';
import type { Order } from '../../src/run/record.js';
import { checkoutNote } from '../../src/shift/checkout/restore-tree.js';
import { type LandScene, landScene } from '../land/support.js';
import { NOW } from '../run/samples.js';

let world: LandScene;

beforeEach(async () => {
  world = await landScene({ base: { 'a.txt': 'one\n', 'deep/b.txt': 'two\n' } });
});

afterEach(() => world.dispose());

function order(): Order {
  const [only] = Object.values(world.files.record.orders);
  expect(only).toBeDefined();
  return only ?? world.unit().order;
}

function dead(change: Partial<DeadShift> = {}): DeadShift {
  const scratch = join(world.root, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const dirs = { tree: world.dir, scratch, logs: join(world.root, 'logs') };
  return { files: world.files, config: DEFAULT_CONFIG, dirs, cancelled: false, jobRunId: '1', ...change };
}

const wip = (): string | null => world.tip(wipRef(world.files.record.run_id, order().unit));

describe('a run whose shift died', () => {
  test('is given back with its tree, when a whole tree of that order stands there', async () => {
    const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'test' } }));
    const shift = dead({ files: saved.files });
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    writeFileSync(join(world.dir, 'a.txt'), 'half done\n');
    const files = await giveBack(world.ports, shift);
    expect(files.record).toMatchObject({ status: 'running', lease: null });
    expect(world.remoteGit('show', `${wip()}:a.txt`)).toBe('half done');
  });

  test('keeps its tree whole, where the agent died while files were kept from it', async () => {
    const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'test' } }));
    const shift = dead({ files: saved.files });
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    mkdirSync(join(shift.dirs.scratch, 'hidden'));
    renameSync(join(world.dir, 'a.txt'), join(shift.dirs.scratch, 'hidden/a.txt'));
    writeFileSync(join(world.dir, 'new.txt'), 'half done\n');
    await giveBack(world.ports, shift);
    expect(world.remoteGit('show', `${wip()}:a.txt`)).toBe('one');
    expect(world.remoteGit('show', `${wip()}:new.txt`)).toBe('half done');
  });

  test('does not keep a tree whose files cannot be put back', async () => {
    const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'test' } }));
    const before = wip();
    const shift = dead({ files: saved.files });
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    mkdirSync(join(shift.dirs.scratch, 'hidden'));
    renameSync(world.dir, join(shift.dirs.scratch, 'hidden/a.txt'));
    const files = await giveBack(world.ports, shift);
    expect(files.record.lease).toBeNull();
    expect(wip()).toBe(before);
  });

  test('keeps the deferred items that its unit had saved', async () => {
    const items = '## Deferred items\n\n- [ ] a leftover of this very phase\n';
    const progress = { ...world.unit().progress, stage: 'test' as const, deferred: items };
    const saved = await saveUnit(world.ports, { ...world.unit(), progress });
    expect(saved.tree).toBe('kept');
    const shift = dead({ files: saved.files });
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    writeFileSync(join(world.dir, 'a.txt'), 'half done\n');
    await giveBack(world.ports, shift);
    expect(world.remoteGit('show', `${wip()}:a.txt`)).toBe('half done');
    expect(`${world.remoteGit('show', `${wip()}:${DEFERRED_PATH}`)}\n`).toBe(items);
  });

  test('begins its unit again, where what an agent found there was not on the record yet', async () => {
    const shift = dead();
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    writeFileSync(join(world.dir, 'a.txt'), 'broken by the agent, and not before\n');
    const files = await giveBack(world.ports, shift);
    expect(files.record).toMatchObject({
      status: 'running',
      lease: null,
      orders: { [order().nonce]: { stage: 'setup' } },
    });
    expect(wip()).toBeNull();
  });

  test('keeps what was kept before, when the checkout had not come to its end', async () => {
    rmSync(join(world.dir, 'deep'), { recursive: true });
    const files = await giveBack(world.ports, dead());
    expect(files.record).toMatchObject({ status: 'running', lease: null });
    expect(wip()).toBeNull();
    expect(existsSync(join(world.dir, 'deep'))).toBe(false);
  });

  describe('the list of deferred work goes with the tree that is kept', () => {
    const LIST = '## Deferred items\n\n- [ ] look again\n';
    const KEPT = '## Deferred items\n\n- [ ] kept before\n';

    /** A unit that was saved once with a list, and whose shift died later; `found` is what stands in its tree then. */
    async function diesWith(found: string): Promise<string> {
      const saved = await saveUnit(world.ports, world.unit({ progress: { stage: 'test', deferred: KEPT } }));
      const shift = dead({ files: saved.files });
      mkdirSync(join(world.dir, '.pitboss/play'), { recursive: true });
      writeFileSync(join(world.dir, '.pitboss/play/deferred.md'), found);
      writeFileSync(checkoutNote(shift.dirs), order().nonce);
      await giveBack(world.ports, shift);
      return world.remoteGit('show', `${wip()}:.pitboss/play/deferred.md`);
    }

    test('as the agent has it there', async () => {
      expect(await diesWith(LIST)).toBe(LIST.trimEnd());
    });

    test('as it was kept before, where the one in the tree cannot be accepted', async () => {
      expect(await diesWith('## Some other section\n')).toBe(KEPT.trimEnd());
    });

    test('as it was kept before, where the agent died before it had written anything', async () => {
      expect(await diesWith('')).toBe(KEPT.trimEnd());
    });
  });

  test('counts what was set aside as spent', async () => {
    const reserved = order().reserved_usd;
    expect(reserved).toBeGreaterThan(0);
    const { record } = await giveBack(world.ports, dead());
    expect(record.usage.unsettled_usd).toBe(reserved);
  });

  test('halts as interrupted when a person cancelled the job', async () => {
    const { record } = await giveBack(world.ports, dead({ cancelled: true }));
    expect(record).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, lease: null });
  });

  test('that had halted is only let go of: its kept tree stays as the halting push left it', async () => {
    const step = haltRun(world.files.record, halts.noChanges(), NOW);
    expect(step.ok).toBe(true);
    const shift = dead({ files: { ...world.files, record: step.ok ? step.value : world.files.record } });
    writeFileSync(checkoutNote(shift.dirs), order().nonce);
    const { record } = await giveBack(world.ports, shift);
    expect(record).toMatchObject({ status: 'halted', halt: { code: 'no_changes' }, lease: null });
    expect(wip()).toBeNull();
  });
});
