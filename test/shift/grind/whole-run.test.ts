import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { type GrindScene, grindScene, materialOf, promptOf } from './support.js';

jest.setTimeout(60_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene({ budgets: { max_iterations: 6 } });
});
afterEach(() => world.dispose());

describe('a grind run in one shift', () => {
  test('six sessions rotate across three prompts, each a commit with its summary, until the budget is spent', async () => {
    const material = materialOf(['alpha', 'bravo', 'charlie'].map((name) => promptOf(name)));
    const { outcome, told } = await world.grind(material);
    const sessions = world.sessions();
    expect(sessions.map(({ seq, prompt, status, summary }) => [seq, prompt, status, summary])).toEqual([
      [1, 'alpha', 'ok', 'wrote alpha-1'],
      [2, 'bravo', 'ok', 'wrote bravo-2'],
      [3, 'charlie', 'ok', 'wrote charlie-3'],
      [4, 'alpha', 'ok', 'wrote alpha-4'],
      [5, 'bravo', 'ok', 'wrote bravo-5'],
      [6, 'charlie', 'ok', 'wrote charlie-6'],
    ]);
    expect(world.subjects()).toHaveLength(6);
    const record = await world.record();
    expect(sessions.at(-1)?.commit).toBe(world.tip(`refs/heads/pitboss/grind/${world.runId}`));
    expect(record).toMatchObject({ status: 'halted', halt: { code: 'budget_exceeded' }, orders: {}, lease: null });
    expect(record.grind).toMatchObject({ iterations: 6, last_seq: 6, counts: { ok: 6 }, stop: { reason: 'budget' } });
    expect(exitCodeOf(outcome)).toBe(3);
    expect(told.filter(({ kind }) => kind === 'session_started')).toHaveLength(6);
    expect(told.filter(({ kind }) => kind === 'budget_warning')).toEqual([
      { kind: 'budget_warning', budget: 'iterations' },
    ]);
  });
});
