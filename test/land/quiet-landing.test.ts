import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RefUpdate } from '../../src/git/repository.js';
import { landUnit } from '../../src/land/land-unit.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import { BOT, write } from '../git/support.js';
import { type LandScene, LEDGER, landScene } from './support.js';

let world: LandScene;
beforeEach(async () => {
  world = await landScene();
  write(world.dir, { 'b.txt': 'two\n' });
});
afterEach(() => world.dispose());

/** Whether the push of the run branch asked for no workflow to be started. */
async function landed(ci: 'at-end' | 'every-phase', last: boolean): Promise<boolean | undefined> {
  const pushed: RefUpdate[] = [];
  const { repository, clock } = world.ports;
  const watched = {
    ...repository,
    processes: 0,
    push: (updates: readonly RefUpdate[]) => {
      pushed.push(...updates);
      return repository.push(updates);
    },
  };
  const ledger = gitLedger({ repository: watched, ref: LEDGER, identity: BOT, clock, random: Math.random });
  const unit = world.unit();
  const { config, plan } = unit;
  const outcome = await landUnit(
    { ...world.ports, ledger },
    {
      ...unit,
      plan: last ? { ...plan, phases: plan.phases.slice(0, 1) } : plan,
      config: { ...config, git: { ...config.git, ci } },
    },
  );
  expect(outcome.kind).toBe('landed');
  return pushed.find(({ ref }) => ref.startsWith('refs/heads/pitboss/play/'))?.quiet;
}

test('with at-end a phase that another one follows starts no CI', async () => {
  expect(await landed('at-end', false)).toBe(true);
});

test('the last phase starts it', async () => {
  expect(await landed('at-end', true)).toBe(false);
});

test('with every-phase each one does', async () => {
  expect(await landed('every-phase', false)).toBe(false);
});
