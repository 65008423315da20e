import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { saveUnit } from '../../src/land/save-unit.js';
import { wipRef } from '../../src/ledger/paths.js';
import { runRecordSchema } from '../../src/run/record.js';
import { NOW, RUN } from '../run/samples.js';
import { type LandScene, LEDGER, landScene } from './support.js';

const SECRET = 'sk-test-0123456789abcdef';
const SESSION = {
  seq: 1,
  prompt: 'lint',
  rotation: 1,
  parallel_safe: false,
  again: false,
  detached: false,
  started_at: NOW,
  max_usd: null,
  max_seconds: 1800,
} as const;
const HOOK = { kind: 'pre_session', success: true, outcome: 'success' } as const;

let world: LandScene;
beforeEach(async () => {
  world = await landScene({ secrets: [SECRET] });
});
afterEach(() => world.dispose());

/** Saves a unit that is a session, with these words of its agent. */
async function saved(words: { readonly scratchpad: string; readonly summary: string }) {
  const session = { ...words, metricBefore: 4, hooks: [HOOK] };
  const unit = world.unit({ progress: { stage: 'test', session } });
  return saveUnit(world.ports, { ...unit, order: { ...unit.order, session: SESSION } });
}

describe('a session that is interrupted', () => {
  test('is kept with what its agent wrote, its metric and its hooks', async () => {
    const { tree } = await saved({ scratchpad: '- noted\n', summary: 'so far\n' });
    expect(tree).toBe('kept');
    const ref = wipRef(RUN, 'phase/01');
    expect(world.remoteGit('show', `${ref}:.pitboss/grind/scratchpad.md`)).toBe('- noted');
    expect(world.remoteGit('show', `${ref}:.pitboss/grind/summary.txt`)).toBe('so far');
    const record = runRecordSchema.parse(JSON.parse(world.remoteGit('show', `${LEDGER}:runs/${RUN}/run.json`)));
    expect(Object.values(record.orders)).toMatchObject([{ session: { ...SESSION, metric_before: 4, hooks: [HOOK] } }]);
  });

  test('is not kept where a secret stands in its scratchpad', async () => {
    const { tree } = await saved({ scratchpad: `the key is ${SECRET}\n`, summary: '' });
    expect(tree).toBe('secret');
    expect(world.tip(wipRef(RUN, 'phase/01'))).toBeNull();
  });
});
