import { z } from 'zod';
import { command } from '../config/fields.js';

/**
 * What a prompt's name looks like; the name need not be that of its file. Names are keys of plain objects in the record, in which
 * `constructor` is the only one of this form that is always there.
 */
export const PROMPT_NAME = /^(?!constructor$)[a-z0-9][a-z0-9_-]{0,63}$/;

/** The rule, as it goes on from the key. */
export const PROMPT_NAME_RULE =
  'must begin with a lower-case letter or a digit and hold only these, `-` and `_`, 64 characters at most, and not be `constructor`';

export const promptName = z.string().regex(PROMPT_NAME, PROMPT_NAME_RULE);

const count = z.number().int().min(1).max(1_000_000);

const metricSchema = z.strictObject({
  /** Prints a number as its last line; run before the agent and after it. */
  command: command()
    .unwrap()
    .refine((value) => (typeof value === 'string' ? value : (value[0] ?? '')).trim() !== '', 'must name a program'),
  goal: z.enum(['min', 'max']),
  /** Least improvement that counts, in the metric's own unit. */
  min_improvement: z.number().nonnegative().default(0),
});
export type Metric = z.output<typeof metricSchema>;

/** The front matter of a prompt file. Keys of the original keep their names, defaults and rules; `metric` is ours. */
export const promptMetaSchema = z.strictObject({
  name: promptName,
  description: z.string(),
  weight: count.default(1),
  every: count.default(1),
  /** Runs in one grind run; 0 for never. */
  max_runs: z.number().int().nonnegative().optional(),
  verify: z.boolean().default(false),
  parallel_safe: z.boolean().default(false),
  tags: z.array(z.string()).default([]),
  max_session_seconds: z.number().int().min(1).max(86_400).optional(),
  max_session_cost_usd: z.number().nonnegative().optional(),
  metric: metricSchema.optional(),
});
export type PromptMeta = z.output<typeof promptMetaSchema>;

/** Where a prompt was found; of two with one name the first of these wins. */
const PROMPT_SOURCES = ['override', 'project', 'global'] as const;
export type PromptSource = (typeof PROMPT_SOURCES)[number];

/** A prompt that a grind run rotates through. */
export interface GrindPrompt extends PromptMeta {
  /** Everything after the front matter, byte for byte. */
  readonly body: string;
  readonly source: PromptSource;
  /** The file, as people name it. */
  readonly path: string;
  /** SHA-256 of the whole file. */
  readonly sha256: string;
}

/** Longest time of one agent in a session whose prompt names none, in seconds; the original's half an hour. */
export const DEFAULT_SESSION_SECONDS = 1800;
