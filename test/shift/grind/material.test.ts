import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { fail } from '../../../src/base/result.js';
import { halts } from '../../../src/run/halts.js';
import { firstNonce } from '../../../src/run/ids.js';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { type GrindScene, grindScene, materialOf, promptOf } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
afterEach(() => world.dispose());

const ONE = { budgets: { max_iterations: 1 } };
const BOTH = materialOf([promptOf('alpha'), promptOf('bravo')]);
const prompts = () => world.sessions().map(({ prompt }) => prompt);

describe('prompts and rotation of a grind run', () => {
  test('that changed between two shifts halt it with the names, and it goes on once they are back', async () => {
    world = await grindScene(ONE);
    await world.grind(BOTH);
    await world.command('rebuy', { budgets: { max_iterations: 2 } });
    const changed = await world.grind(materialOf([promptOf('alpha'), promptOf('charlie')]));
    expect(exitCodeOf(changed.outcome)).toBe(4);
    const { halt } = await world.record();
    expect(halt).toMatchObject({ code: 'prompts_changed', why: 'Added: charlie. Removed: bravo.' });
    await world.command('rebuy');
    await world.grind(BOTH);
    expect(prompts()).toEqual(['alpha', 'bravo']);
  });

  test('that cannot be used: a new run is declined with the reason, and leaves no branch; a known one halts', async () => {
    world = await grindScene(ONE);
    const unusable = halts.grindUnusable('unknown_prompt', 'It names `delta`.');
    const broken = { ports: { grind: async () => fail(unusable) } };
    const { outcome } = await world.grind(BOTH, broken);
    expect(outcome).toMatchObject({
      kind: 'declined',
      code: 'unknown_prompt',
      reason: expect.stringContaining('delta'),
    });
    expect(exitCodeOf(outcome)).toBe(4);
    expect(world.tip(`refs/heads/pitboss/grind/${world.runId}`)).toBeNull();
    await world.grind(BOTH);
    await world.command('rebuy', { budgets: { max_iterations: 2 } });
    expect(exitCodeOf((await world.grind(BOTH, broken)).outcome)).toBe(4);
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'unknown_prompt' } });
    expect(prompts()).toEqual(['alpha']);
  });

  test('go on in the next run where they are carried over, with caps counted anew; a run that carries nothing begins at the beginning', async () => {
    world = await grindScene({ ...ONE, carry: true });
    const capped = materialOf([promptOf('alpha', { max_runs: 1 }), promptOf('bravo', { max_runs: 1 })]);
    await world.grind(capped);
    expect(JSON.parse(world.ledgerFile('grind/nightly.json') ?? '{}')).toMatchObject({
      run_id: world.runId,
      scheduler: { rotation: 1, runs_per_prompt: { alpha: 1 } },
    });
    const next = async (last: string, carry: boolean) => {
      const runId = `${world.runId.slice(0, -6)}${last}`;
      const request = { rotation: null, budgets: { max_iterations: 1 }, carry };
      await world.command('grind', { ...world.starts, run_id: runId, grind_request: request });
      await world.grind(capped, { runId, nonce: firstNonce(runId) });
      return (await world.record(runId)).grind?.recent.map(({ prompt }) => prompt);
    };
    // The first run is halted at its budget and in nobody's way.
    expect(await next('fffffa', false)).toEqual(['alpha']);
    expect(await next('fffffb', true)).toEqual(['bravo']);
    expect(await next('fffffc', true)).toEqual(['alpha']);
  });
});
