import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from '../support.js';

jest.setTimeout(60_000);

let world: GrindScene;
let nothing: string;
beforeEach(async () => {
  world = await grindScene();
  nothing = join(world.root, 'nothing');
  mkdirSync(nothing);
});
afterEach(() => world.dispose());

const material = materialOf(['alpha', 'bravo'].map((name) => promptOf(name, { parallel_safe: true, max_runs: 1 })));
const config = withGrind({ max_parallel: 2 });
const holder = (id: string, attempt = 1) => ({ workflow_run_id: id, attempt });

const handOut = (id: string) =>
  world.grind(material, { config, ports: { fleet: 'hands_out' }, request: { holder: holder(id) } });

/** The job that lands, where no machine has left anything. */
const land = (id: string, attempt = 1) =>
  world.grind(material, {
    config,
    ports: { fleet: 'lands' },
    request: { holder: holder(id, attempt), received: nothing },
  });

describe('a wave for other machines', () => {
  test('ends the shift with its sessions told, their money set aside and the lease kept', async () => {
    const { outcome, told } = await handOut('501');
    expect(outcome).toMatchObject({ kind: 'handed_out', sessions: [1, 2] });
    expect(told.filter(({ kind }) => kind === 'session_started')).toEqual([]);
    const { lease, orders, status } = await world.record();
    expect({ lease, status }).toMatchObject({ lease: holder('501'), status: 'running' });
    expect(Object.values(orders).every(({ reserved_usd: usd, session }) => usd > 0 && session?.detached === true)).toBe(
      true,
    );
    expect(JSON.stringify(told)).toContain('handed 2 sessions out to 2 jobs');
  });

  test('is landed by the workflow run that holds it, in the same attempt, and by no other', async () => {
    await handOut('501');
    const before = await world.record();
    for (const other of [await land('502'), await land('501', 2)]) {
      expect(other.outcome).toMatchObject({ kind: 'declined', code: 'not_handed_out' });
    }
    expect(await world.record()).toEqual(before);
  });

  test('of which no machine leaves anything is worked anew, paid for, and not for ever', async () => {
    await handOut('501');
    const set = Object.values((await world.record()).orders).reduce((sum, { reserved_usd: usd }) => sum + usd, 0);
    expect((await land('501')).outcome.kind).toBe('handed_over');
    const once = await world.record();
    expect(once).toMatchObject({ lease: null, usage: { unsettled_usd: set }, idle_shifts: 1 });
    expect(
      Object.values(once.orders).map(({ unit, reserved_usd: usd, settled_usd: settled }) => [unit, usd - settled]),
    ).toEqual([
      ['session/0001-alpha', 0],
      ['session/0002-bravo', 0],
    ]);
    for (const id of ['502', '503', '504']) {
      await handOut(id);
      await land(id);
    }
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'no_progress' }, lease: null });
  });
});
