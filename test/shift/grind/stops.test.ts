import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { shellAgent } from '../../work/support.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
afterEach(() => world.dispose());

const statuses = () => world.sessions().map(({ prompt, status }) => `${prompt} ${status}`);
const FAILS_BRAVO = shellAgent({
  implementer:
    'if [ "$PITBOSS_PROMPT_NAME" = bravo ]; then exit 3; fi; echo "$PITBOSS_SESSION_SEQ" > "$PITBOSS_SESSION_SEQ.txt"',
});
const ALPHA = materialOf([promptOf('alpha')]);

describe('how a grind run stops', () => {
  test('once every prompt has had its runs: finished, and 0 where all sessions went well', async () => {
    world = await grindScene();
    const material = materialOf([promptOf('alpha', { max_runs: 1 }), promptOf('bravo', { max_runs: 1 })]);
    const { outcome } = await world.grind(material);
    expect(statuses()).toEqual(['alpha ok', 'bravo ok']);
    expect(await world.record()).toMatchObject({ status: 'finished', grind: { stop: { reason: 'completed' } } });
    expect(exitCodeOf(outcome)).toBe(0);
  });

  test('the same with 1 where one failed: nothing of it lands, its tree is kept, and the run goes on', async () => {
    world = await grindScene();
    const material = materialOf([promptOf('alpha', { max_runs: 2 }), promptOf('bravo', { max_runs: 1 })]);
    const { outcome } = await world.grind(material, { agent: FAILS_BRAVO });
    expect(statuses()).toEqual(['alpha ok', 'bravo error', 'alpha ok']);
    expect(world.sessions()[1]).toMatchObject({ commit: null, summary: expect.any(String), code: expect.any(String) });
    expect(world.subjects()).toHaveLength(2);
    expect((await world.record()).status).toBe('finished');
    expect(exitCodeOf(outcome)).toBe(1);
  });

  test('at a cap in dollars with 3, and goes on after a rebuy with a larger one', async () => {
    world = await grindScene({ budgets: { max_cost_usd: 0.6 } });
    const first = await world.grind(ALPHA);
    expect(statuses()).toEqual(['alpha ok', 'alpha ok']);
    expect(exitCodeOf(first.outcome)).toBe(3);
    const { halt } = await world.record();
    expect(halt).toMatchObject({ code: 'budget_exceeded', what: 'max-cost reached: $1.0000 >= $0.6000' });
    await world.command('rebuy', { budgets: { max_cost_usd: 1.4 } });
    const second = await world.grind(ALPHA);
    expect(world.sessions()).toHaveLength(3);
    expect(exitCodeOf(second.outcome)).toBe(3);
  });

  test('after failures in a row with 5; a rebuy counts them anew', async () => {
    world = await grindScene();
    const material = materialOf([promptOf('bravo')]);
    const { outcome } = await world.grind(material, { agent: FAILS_BRAVO });
    expect(statuses()).toEqual(['bravo error', 'bravo error', 'bravo error']);
    expect(exitCodeOf(outcome)).toBe(5);
    const record = await world.record();
    expect(record).toMatchObject({ halt: { code: 'failure_limit' }, grind: { stop: { reason: 'failure_limit' } } });
    await world.command('rebuy');
    const config = withGrind({ consecutive_failure_limit: 1 });
    await world.grind(material, { agent: FAILS_BRAVO, config });
    expect(statuses()).toHaveLength(4);
    expect((await world.record()).grind?.consecutive_failures).toBe(1);
  });

  test('before it begins where `until` has passed (3), and where the process is told to stop at once (2)', async () => {
    world = await grindScene({ budgets: { until: '2020-01-01T00:00:00Z' } });
    const late = await world.grind(ALPHA);
    expect(exitCodeOf(late.outcome)).toBe(3);
    expect((await world.record()).halt?.what).toContain('until reached: ');
    await world.command('rebuy', { budgets: { until: '2099-01-01T00:00:00Z', max_iterations: 1 } });
    const stopped = await world.grind(ALPHA, { signal: AbortSignal.abort() });
    expect(exitCodeOf(stopped.outcome)).toBe(2);
    expect(world.sessions()).toEqual([]);
    expect(late.told.concat(stopped.told).some(({ kind }) => kind === 'dispatch_started')).toBe(false);
  });

  test('after a dry spell: finished, not failed', async () => {
    world = await grindScene();
    const idle = shellAgent({ implementer: 'true' });
    const { outcome } = await world.grind(materialOf([promptOf('alpha')], { dry_spell: 2 }), { agent: idle });
    expect(statuses()).toEqual(['alpha ok', 'alpha ok']);
    expect(await world.record()).toMatchObject({ status: 'finished', grind: { stop: { reason: 'dry_spell' } } });
    expect(exitCodeOf(outcome)).toBe(0);
  });
});
