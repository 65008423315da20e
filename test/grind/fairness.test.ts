import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { carriedOver } from '../../src/grind/carry-over.js';
import type { Rotation } from '../../src/grind/rotation.js';
import { FRESH_SCHEDULER, type SchedulerState } from '../../src/grind/scheduler.js';
import { material, materials, picks, prompt } from './samples.js';

const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
const named = (all: readonly number[], rotation: Partial<Rotation> = {}) =>
  material(
    all.map((weight, index) => prompt(`p${index}`, { weight })),
    rotation,
  );

/** Longest stretch of picks in which this name does not stand. */
function longestWait(names: readonly string[], name: string): number {
  let [longest, since] = [0, 0];
  for (const each of names) {
    since = each === name ? 0 : since + 1;
    longest = Math.max(longest, since);
  }
  return longest;
}

describe('shares follow the weights', () => {
  test('at every moment each prompt has had its share of the runs, to within as many runs as there are prompts', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const { names } = picks(FRESH_SCHEDULER, named(all), 3 * total);
        const runs = all.map(() => 0);
        let furthest = 0;
        for (const [index, name] of names.entries()) {
          const at = Number(name.slice(1));
          runs[at] = (runs[at] ?? 0) + 1;
          for (const [which, weight] of all.entries()) {
            const due = ((index + 1) * weight) / total;
            furthest = Math.max(furthest, Math.abs((runs[which] ?? 0) - due));
          }
        }
        expect(furthest).toBeLessThan(all.length);
      }),
      { numRuns: 300 },
    );
  });

  test('after as many runs as the weights make together, each has run exactly as often as it weighs', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const { runs_per_prompt: runs } = picks(FRESH_SCHEDULER, named(all), total).state;
        expect(all.map((_, index) => runs[`p${index}`])).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the order by what is overdue', () => {
  const overdue = { pick: 'overdue' } as const;

  test('takes the one whose turn is longest ago, counted with its weight', () => {
    const set = material([prompt('a', { weight: 3 }), prompt('b'), prompt('c')], overdue);
    expect(picks(FRESH_SCHEDULER, set, 8).names).toEqual(['a', 'a', 'a', 'b', 'a', 'c', 'a', 'b']);
  });

  test('starves nobody: nobody waits longer than its rivals together weigh more than it, and one turn of each', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const { names } = picks(FRESH_SCHEDULER, named(all, overdue), 300);
        const heaviest = Math.max(...all);
        for (const [index, weight] of all.entries()) {
          const most = Math.ceil(heaviest / weight) * all.length;
          expect(longestWait(names, `p${index}`)).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('lets the one go first that has never run', () => {
    const set = material([prompt('a'), prompt('b'), prompt('c')], overdue);
    const known = { rotation: 40, runs_per_prompt: { a: 20, b: 20 }, last_pick: { a: 39, b: 40 } };
    expect(picks(known, set, 3).names).toEqual(['c', 'a', 'b']);
  });
});

describe('a rotation that goes on across runs', () => {
  test('picks in many short runs what it would pick in one long one', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 });
    fc.assert(
      fc.property(materials, lengths, ({ material: set }, nights) => {
        const uncapped = { ...set, prompts: set.prompts.map((each) => ({ ...each, max_runs: undefined })) };
        const open = {
          ...uncapped,
          rotation: {
            ...set.rotation,
            prompts: set.rotation.prompts.map((each) => ({ ...each, max_runs_override: undefined })),
          },
        };
        let state: SchedulerState = FRESH_SCHEDULER;
        const names: string[] = [];
        for (const night of nights) {
          const run = picks(carriedOver(state, open), open, night);
          state = run.state;
          names.push(...run.names);
        }
        expect(names).toEqual(picks(FRESH_SCHEDULER, open, names.length).names);
      }),
      { numRuns: 500 },
    );
  });

  const settled = picks(
    carriedOver(FRESH_SCHEDULER, material([prompt('a'), prompt('b')])),
    material([prompt('a'), prompt('b')]),
    200,
  ).state;

  test('does not hand everything to a prompt that joins', () => {
    const set = material([prompt('a'), prompt('b'), prompt('newcomer')]);
    expect(picks(carriedOver(settled, set), set, 6).names).toEqual(['a', 'b', 'newcomer', 'a', 'b', 'newcomer']);
  });

  test('nor to one that was away for a while', () => {
    const alone = material([prompt('a')]);
    const without = picks(carriedOver(settled, alone), alone, 50).state;
    const set = material([prompt('a'), prompt('b')]);
    expect(picks(carriedOver(without, set), set, 4).names).toEqual(['a', 'b', 'a', 'b']);
  });

  test('nor to one whose weight was raised; from then on the new weights count', () => {
    const set = material([prompt('a', { weight: 3 }), prompt('b')]);
    const { names } = picks(carriedOver(settled, set), set, 8);
    expect(names.filter((name) => name === 'a')).toHaveLength(6);
    expect(longestWait(names, 'b')).toBe(3);
  });

  test('keeps the counts of a state that knows no weights', () => {
    const known = { rotation: 9, runs_per_prompt: { a: 5, b: 4 }, last_pick: {} };
    const set = material([prompt('a'), prompt('b')]);
    expect(carriedOver(known, set)).toEqual({ ...known, weights: { a: 1, b: 1 } });
  });
});
