import { z } from 'zod';
import { budgetsSchema } from './budgets.js';
import { schedulerStateSchema } from './scheduler.js';
import { hookRunSchema, SESSION_STATUSES } from './session-record.js';

/** A session in a few words, for the comment that is edited in place. */
const sessionDigestSchema = z.looseObject({
  seq: z.number().int().positive(),
  prompt: z.string(),
  status: z.enum(SESSION_STATUSES),
  commit: z.string().nullable(),
  usd: z.number().nonnegative(),
  /** First line of the summary, cut. */
  summary: z.string(),
});
export type SessionDigest = z.infer<typeof sessionDigestSchema>;

/** Digests that the record keeps. */
export const MOST_DIGESTS = 25;

/** Why a run stopped handing out sessions, in the original's words. */
const STOPS = ['completed', 'dry_spell', 'drained', 'budget', 'failure_limit'] as const;

/** The part of a run's record that only grind has: `grind` in run.json. */
export const grindStateSchema = z.looseObject({
  /** Name of the rotation. */
  rotation: z.string(),
  /** The rotation's prompts when the run began, sorted; a later shift that finds others halts. */
  prompt_names: z.array(z.string()),
  scheduler: schedulerStateSchema,
  /** Whether the rotation's state goes on across runs: taken over at the start, given on with every session. */
  carry: z.boolean(),
  /** Runs per prompt before this run, where they were taken over; `max_runs` does not count them. */
  runs_before: z.record(z.string(), z.number().int().nonnegative()).default({}),
  /** What the command asked for; laid over configuration and rotation. */
  budgets: budgetsSchema.default({}),
  /** The budgets in force when a shift took the run up last: what people are shown. */
  in_force: budgetsSchema.optional(),
  /** Sessions that ended, whatever came of them. */
  iterations: z.number().int().nonnegative(),
  consecutive_failures: z.number().int().nonnegative(),
  /** Sessions in a row that landed nothing. */
  unchanged: z.number().int().nonnegative(),
  /** Highest number given to a session. */
  last_seq: z.number().int().nonnegative(),
  /** How many sessions ended how. */
  counts: z.partialRecord(z.enum(SESSION_STATUSES), z.number().int().nonnegative()),
  /** The newest sessions, the oldest first. */
  recent: z.array(sessionDigestSchema),
  /** Budgets of which people were warned. */
  warned: z.array(z.string()).default([]),
  /** A person asked the run to pause: no further session begins. */
  pausing: z.boolean().default(false),
  /** Why the last stop came; absent while sessions are handed out. */
  stop: z.looseObject({ reason: z.enum(STOPS), text: z.string() }).optional(),
});
export type GrindState = z.infer<typeof grindStateSchema>;

/** What a command asks for: `grind_request` of its trigger. */
export const grindRequestSchema = z.looseObject({
  /** Null: as `grind.default_rotation` says, else every prompt. */
  rotation: z.string().nullable(),
  budgets: budgetsSchema.default({}),
  /** True where the rotation goes on from where earlier runs left it. */
  carry: z.boolean().default(false),
  /** Absolute path of the only folder of prompts, as `--prompts-dir` named it; read in a terminal alone. */
  prompts_dir: z.string().optional(),
});
export type GrindRequest = z.infer<typeof grindRequestSchema>;

/** What an order for a session says beyond what every order says. */
export const sessionOrderSchema = z.looseObject({
  seq: z.number().int().positive(),
  prompt: z.string(),
  rotation: z.number().int().nonnegative(),
  parallel_safe: z.boolean(),
  /** Whether fixers may follow its agent; absent where the order does not say. */
  verify: z.boolean().optional(),
  /** True where the session runs a second time, because it could not be merged. */
  again: z.boolean().default(false),
  /** True where it works without being saved in between: beside others, or on a machine of its own. */
  detached: z.boolean().default(false),
  /** ISO 8601. */
  started_at: z.string(),
  /** Most US dollars that the session may cost; null: no cap of its own. */
  max_usd: z.number().nonnegative().nullable(),
  /** Longest time of one agent, in seconds. */
  max_seconds: z.number().positive(),
  /** Its metric before the agent, once it was measured. */
  metric_before: z.number().nullable().optional(),
  /** Hooks that ran already. */
  hooks: z.array(hookRunSchema).optional(),
});
export type SessionOrder = z.infer<typeof sessionOrderSchema>;
