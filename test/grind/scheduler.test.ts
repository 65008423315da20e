import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FRESH_SCHEDULER, nextPick, nextRotation, recordRun, schedulerStateSchema } from '../../src/grind/scheduler.js';
import { Reference } from './reference.js';
import { material, materials, picks, prompt } from './samples.js';

const SEEDS = 10_000;
/** Picks that are compared for each seed. */
const PICKS = 16;
/** More empty rotations in a row than any of the sets above has. */
const PATIENCE = 400;

/** The picks of the original, with its empty rotations skipped one by one. */
function referencePicks(reference: Reference, count: number): readonly string[] {
  const names: string[] = [];
  let empty = 0;
  while (names.length < count && empty < PATIENCE) {
    const name = reference.next();
    empty = name === null ? empty + 1 : 0;
    if (name !== null) {
      names.push(name);
      reference.record(name);
    }
  }
  return names;
}

describe('the picks are those of the original', () => {
  test('of its example: alpha twice as heavy, charlie every third time', () => {
    const set = material([prompt('alpha', { weight: 2 }), prompt('bravo'), prompt('charlie', { every: 3 })]);
    expect(picks(FRESH_SCHEDULER, set, 10).names).toEqual(
      'alpha bravo charlie alpha alpha bravo alpha alpha charlie bravo'.split(' '),
    );
  });

  test('over 10,000 random sets, against a model of its own', () => {
    fc.assert(
      fc.property(materials, ({ material: set, entries }) => {
        const reference = new Reference(entries);
        expect(picks(FRESH_SCHEDULER, set, PICKS).names).toEqual(referencePicks(reference, PICKS));
      }),
      { numRuns: SEEDS },
    );
  });

  test('rotation by rotation, the empty ones included', () => {
    fc.assert(
      fc.property(materials, ({ material: set, entries }) => {
        const reference = new Reference(entries);
        const [ours, theirs]: [string[], string[]] = [[], []];
        let state = FRESH_SCHEDULER;
        for (let step = 0; step < PICKS; step += 1) {
          const pick = nextRotation(set, state);
          const name = reference.next();
          ours.push(`${pick.state.rotation} ${pick.prompt?.name}`);
          theirs.push(`${reference.rotation} ${name ?? undefined}`);
          state = pick.prompt === null ? pick.state : recordRun(pick.state, pick.prompt.name);
          if (name !== null) {
            reference.record(name);
          }
        }
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    [2, 67, 33],
    [3, 75, 25],
  ])('a weight of %d to 1 gives %d and %d of a hundred', (weight, heavy, light) => {
    const { names } = picks(FRESH_SCHEDULER, material([prompt('a', { weight }), prompt('b')]), 100);
    expect([names.filter((name) => name === 'a').length, names.filter((name) => name === 'b').length]).toEqual([
      heavy,
      light,
    ]);
  });

  test('ties go to the name that comes first, in whatever order the rotation names them', () => {
    const set = material([prompt('zulu'), prompt('kilo'), prompt('alpha')]);
    expect(picks(FRESH_SCHEDULER, set, 4).names).toEqual(['alpha', 'kilo', 'zulu', 'alpha']);
  });
});

describe('the rotation says who may be picked', () => {
  test('an override counts in place of what the prompt says', () => {
    const set = material([prompt('a', { weight: 9, max_runs: 9 }), prompt('b')], {
      prompts: [{ name: 'a', weight_override: 1, every_override: 2, max_runs_override: 1 }, { name: 'b' }],
    });
    expect(picks(FRESH_SCHEDULER, set, 5).names).toEqual(['b', 'a', 'b', 'b', 'b']);
  });

  test('a prompt that may run nought times never does, and one that the rotation leaves out neither', () => {
    const set = material([prompt('a', { max_runs: 0 }), prompt('b'), prompt('c')], {
      prompts: [{ name: 'a' }, { name: 'b' }],
    });
    expect(picks(FRESH_SCHEDULER, set, 3).names).toEqual(['b', 'b', 'b']);
  });

  test('when every prompt has had its runs there is nothing left', () => {
    const set = material([prompt('a', { max_runs: 2 }), prompt('b', { max_runs: 1 })]);
    expect(picks(FRESH_SCHEDULER, set, 10).names).toEqual(['a', 'b', 'a']);
    expect(nextPick(material([]), FRESH_SCHEDULER)).toBeNull();
  });

  test('runs of earlier runs do not count against the cap of this one', () => {
    const set = material([prompt('a', { max_runs: 1 })]);
    const before = { ...FRESH_SCHEDULER, rotation: 5, runs_per_prompt: { a: 5 } };
    expect(nextPick(set, before)).toBeNull();
    expect(nextPick(set, before, { a: 5 })?.prompt.name).toBe('a');
    expect(nextPick(set, { ...before, runs_per_prompt: { a: 6 } }, { a: 5 })).toBeNull();
  });
});

describe('rotations without an eligible prompt', () => {
  test('are skipped, not the end', () => {
    const set = material([prompt('a', { every: 4 }), prompt('b', { every: 6 })]);
    const pick = nextPick(set, FRESH_SCHEDULER);
    expect([pick?.prompt.name, pick?.state.rotation]).toEqual(['a', 4]);
  });

  test('are skipped in one step, however many there are', () => {
    const set = material([prompt('a', { every: 1_000_000 }), prompt('b', { every: 999_983 })]);
    const { names, state } = picks(FRESH_SCHEDULER, set, 4);
    expect([names, state.rotation]).toEqual([['b', 'a', 'b', 'a'], 2_000_000]);
  });

  test('are skipped to where stepping through them leads, from any state', () => {
    const states = fc.record({ rotation: fc.nat(10_000), runs: fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }) });
    fc.assert(
      fc.property(materials, states, ({ material: set }, { rotation, runs }) => {
        const names = set.prompts.map(({ name }) => name);
        const from = {
          rotation,
          runs_per_prompt: Object.fromEntries(names.map((name, index) => [name, runs[index] ?? 0])),
          last_pick: {},
        };
        let stepped = nextRotation(set, from);
        for (let empty = 0; stepped.prompt === null && empty < PATIENCE; empty += 1) {
          stepped = nextRotation(set, stepped.state);
        }
        expect(nextPick(set, from)).toEqual(stepped.prompt === null ? null : stepped);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the same state gives the same continuation', () => {
  test('from any point on, also after a trip through its file', () => {
    fc.assert(
      fc.property(materials, fc.nat(PICKS), ({ material: set }, at) => {
        const whole = picks(FRESH_SCHEDULER, set, PICKS);
        const first = picks(FRESH_SCHEDULER, set, at);
        const state = schedulerStateSchema.parse(JSON.parse(JSON.stringify(first.state)));
        const rest = picks(state, set, PICKS - at);
        expect([...first.names, ...rest.names]).toEqual(whole.names);
        expect(rest.state).toEqual(whole.state);
      }),
      { numRuns: 1_000 },
    );
  });

  test('in whatever order the rotation names its prompts', () => {
    fc.assert(
      fc.property(materials, ({ material: set }) => {
        const turned = { ...set, rotation: { ...set.rotation, prompts: set.rotation.prompts.toReversed() } };
        expect(picks(FRESH_SCHEDULER, turned, PICKS).names).toEqual(picks(FRESH_SCHEDULER, set, PICKS).names);
      }),
      { numRuns: 500 },
    );
  });
});
