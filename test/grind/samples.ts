import fc from 'fast-check';
import { type GrindPrompt, type PromptMeta, promptMetaSchema } from '../../src/grind/prompt.js';
import { type GrindMaterial, type Rotation, rotationSchema } from '../../src/grind/rotation.js';
import type { SchedulerState } from '../../src/grind/scheduler.js';
import { nextPick, recordRun } from '../../src/grind/scheduler.js';

const UNSET = rotationSchema.parse({});
const DEFAULTS = promptMetaSchema.parse({ name: 'any', description: 'Anything.' });

/** A prompt as a file would give it, with these keys beside its name. */
export function prompt(name: string, meta: Partial<PromptMeta> = {}): GrindPrompt {
  return {
    ...DEFAULTS,
    name,
    ...meta,
    body: `Do ${name}.\n`,
    source: 'project',
    path: `.pitboss/grind/prompts/${name}.md`,
    sha256: 'f'.repeat(64),
  };
}

/** Prompts, and a rotation that names all of them in this order unless it says otherwise. */
export function material(prompts: readonly GrindPrompt[], rotation: Partial<Rotation> = {}): GrindMaterial {
  const entries = prompts.map((each) => ({ name: each.name }));
  return { prompts, rotation: { name: 'nightly', ...UNSET, prompts: entries, ...rotation } };
}

/** Names of the next picks; fewer where no prompt has a run left. */
export function picks(
  from: SchedulerState,
  of: GrindMaterial,
  count: number,
): { readonly names: readonly string[]; readonly state: SchedulerState } {
  const names: string[] = [];
  let state = from;
  while (names.length < count) {
    const pick = nextPick(of, state);
    if (pick === null) {
      break;
    }
    names.push(pick.prompt.name);
    state = recordRun(pick.state, pick.prompt.name);
  }
  return { names, state };
}

/** A prompt as the original's scheduler sees it: all overrides applied. */
export interface Entry {
  readonly name: string;
  readonly weight: number;
  readonly every: number;
  readonly cap: number | null;
}

const NAMES = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot'] as const;
const count = (max: number) => fc.integer({ min: 1, max });
const cap = fc.option(fc.integer({ min: 0, max: 12 }));

/** Sets of prompts of every kind, given in any order, some keys on the prompt and some as overrides. */
export const materials: fc.Arbitrary<{ readonly material: GrindMaterial; readonly entries: readonly Entry[] }> = fc
  .tuple(
    fc.shuffledSubarray([...NAMES], { minLength: 1 }),
    fc.array(fc.tuple(count(7), count(6), cap, fc.constantFrom('prompt', 'override', 'both')), {
      minLength: NAMES.length,
      maxLength: NAMES.length,
    }),
  )
  .map(([names, rolls]) => {
    const entries = names.map((name, index) => {
      const [weight = 1, every = 1, most = null, where = 'prompt'] = rolls[index] ?? [];
      return { name, weight, every, cap: most, where };
    });
    return { material: materialOf(entries), entries };
  });

function materialOf(entries: readonly (Entry & { readonly where: string })[]): GrindMaterial {
  const prompts = entries.map(({ name, weight, every, cap: most, where }) =>
    // An override takes the place of whatever the prompt says.
    where === 'prompt'
      ? prompt(name, { weight, every, ...(most === null ? {} : { max_runs: most }) })
      : prompt(name, where === 'both' ? { weight: 9, every: 5, ...(most === null ? {} : { max_runs: 1 }) } : {}),
  );
  const named = entries.map(({ name, weight, every, cap: most, where }) =>
    where === 'prompt'
      ? { name }
      : {
          name,
          weight_override: weight,
          every_override: every,
          ...(most === null ? {} : { max_runs_override: most }),
        },
  );
  return material(prompts, { prompts: named });
}
