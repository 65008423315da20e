import { z } from 'zod';
import { grindHooks } from '../config/parts/grind.js';
import { budgetsSchema } from './budgets.js';
import { type GrindPrompt, promptName } from './prompt.js';

const count = z.number().int().min(1).max(1_000_000);

const rotationEntrySchema = z.strictObject({
  name: promptName,
  weight_override: count.optional(),
  every_override: count.optional(),
  /** Replaces the prompt's own cap; it cannot remove it. */
  max_runs_override: z.number().int().nonnegative().optional(),
});
export type RotationEntry = z.output<typeof rotationEntrySchema>;

export type Hooks = z.output<typeof grindHooks>;
export type HookKind = keyof Hooks;

/**
 * How the next prompt is picked. `weighted`: the original's deficit round-robin. `overdue`: the one whose turn is longest ago,
 * measured in rotations and multiplied by its weight.
 */
const PICKS = ['weighted', 'overdue'] as const;

/** A rotation file. Its name is that of the file, without the ending; a key `name` in it is refused. */
export const rotationSchema = z.strictObject({
  /** Unset: as `grind.max_parallel`. */
  max_parallel: z.number().int().min(1).max(256).optional(),
  pick: z.enum(PICKS).default('weighted'),
  /** Sessions in a row without any change after which the run is finished. */
  dry_spell: count.optional(),
  prompts: z.array(rotationEntrySchema).default([]),
  hooks: grindHooks.default({}),
  budgets: budgetsSchema.default({}),
});

export interface Rotation extends z.output<typeof rotationSchema> {
  readonly name: string;
}

/** What a rotation's name may look like: it stands in file names and labels. */
export const ROTATION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const DEFAULT_ROTATION = 'default';

/** The rotation of a repository that has none: every prompt, in the order of names. */
export function defaultRotation(prompts: readonly Pick<GrindPrompt, 'name'>[]): Rotation {
  const names = prompts.map(({ name }) => name).toSorted();
  return { name: DEFAULT_ROTATION, ...rotationSchema.parse({ prompts: names.map((name) => ({ name })) }) };
}

/** Everything that a grind run takes from files: read anew at each claim, from the default branch. */
export interface GrindMaterial {
  /** All valid prompts, by name; the rotation may use only some. */
  readonly prompts: readonly GrindPrompt[];
  readonly rotation: Rotation;
}
