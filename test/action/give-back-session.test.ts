import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DeadShift, giveBack } from '../../src/action/give-back.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { saveUnit } from '../../src/land/save-unit.js';
import { keptRef } from '../../src/ledger/paths.js';
import { SCRATCHPAD_PATH } from '../../src/run/document-paths.js';
import type { Order } from '../../src/run/record.js';
import { checkoutNote } from '../../src/shift/checkout/restore-tree.js';
import { write } from '../git/support.js';
import { type LandScene, landScene } from '../land/support.js';
import { grindState, sessionOrderOf } from '../run/grind/samples.js';

let world: LandScene;
let shift: DeadShift;
let atWork: Order;

beforeEach(async () => {
  world = await landScene({ base: { 'a.txt': 'one\n' } });
  const { head_sha: base } = world.files.record;
  const others = { ...sessionOrderOf(3, 'docs'), base };
  atWork = { ...sessionOrderOf(4, 'lint-sweep'), base, stage: 'implement' };
  const orders = { [others.nonce]: others, [atWork.nonce]: atWork };
  const record = { ...world.files.record, kind: 'grind' as const, grind: grindState({ last_seq: 4 }), orders };
  const before = { ...world.files, record, planText: '', deferredText: '', grind: { sessions: [], scratchpad: '' } };
  const progress = { ...world.unit().progress, stage: 'implement' as const };
  const saved = await saveUnit(world.ports, { ...world.unit(), before, order: atWork, progress });
  atWork = saved.order;
  const scratch = join(world.root, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const dirs = { tree: world.dir, scratch, logs: join(world.root, 'logs') };
  shift = { files: saved.files, config: DEFAULT_CONFIG, dirs, cancelled: false, jobRunId: '1' };
});

afterEach(() => world.dispose());

const kept = (order: Order) => world.tip(keptRef(world.files.record.run_id, order));

describe('a grind run whose shift died', () => {
  test('keeps the session whose tree stands in the folder, with what its agent wrote for later ones', async () => {
    writeFileSync(checkoutNote(shift.dirs), atWork.nonce);
    write(world.dir, { 'a.txt': 'half done\n', [SCRATCHPAD_PATH]: 'look at a.txt\n' });
    const files = await giveBack(world.ports, shift);
    expect(files.record).toMatchObject({ status: 'running', lease: null });
    expect(Object.keys(files.record.orders)).toHaveLength(2);
    expect(world.remoteGit('show', `${kept(atWork)}:a.txt`)).toBe('half done');
    expect(world.remoteGit('show', `${kept(atWork)}:${SCRATCHPAD_PATH}`)).toBe('look at a.txt');
  });

  test('keeps no tree for a session that is not the one in the folder', async () => {
    const before = kept(atWork);
    writeFileSync(checkoutNote(shift.dirs), 'another');
    write(world.dir, { 'a.txt': 'half done\n' });
    const files = await giveBack(world.ports, shift);
    expect(files.record.lease).toBeNull();
    expect(kept(atWork)).toBe(before);
  });
});
