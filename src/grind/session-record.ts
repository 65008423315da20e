import { z } from 'zod';

/**
 * How a session ended. `ok`: it landed, or had nothing to change. `error`, `timeout`: it failed. `skipped`: a person or the agent asked for
 * that. `aborted`: its run was folded meanwhile. `discarded`: it did not improve its metric. `conflict`: it could not be merged with what
 * landed before it, twice. Only of `ok` does anything land; of all others the tree is kept.
 */
export const SESSION_STATUSES = ['ok', 'error', 'timeout', 'skipped', 'aborted', 'discarded', 'conflict'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Statuses that count as a failure: for the limit of failures in a row and for the exit code. */
export function isFailure(status: SessionStatus): boolean {
  return status === 'error' || status === 'timeout';
}

const tokenPair = z.looseObject({ input: z.number().int(), output: z.number().int() });

export const metricReadingSchema = z.looseObject({
  goal: z.enum(['min', 'max']),
  before: z.number(),
  /** Null where the session did not get that far. */
  after: z.number().nullable(),
  kept: z.boolean(),
});
export type MetricReading = z.infer<typeof metricReadingSchema>;

export const hookRunSchema = z.looseObject({
  kind: z.enum(['pre_session', 'post_session', 'on_failure']),
  success: z.boolean(),
  /** `success`, `non-zero exit 3`, `timed out after 60s`, `spawn failed: …`. */
  outcome: z.string(),
});
export type HookRun = z.infer<typeof hookRunSchema>;

/** `runs/<run-id>/sessions/<NNNN>.json`: written once, in the commit that ends the session. */
export const sessionRecordSchema = z.looseObject({
  schema: z.literal(1),
  seq: z.number().int().positive(),
  run_id: z.string(),
  prompt: z.string(),
  /** SHA-256 of the prompt's file as it was used. */
  prompt_sha256: z.string(),
  /** The scheduler's rotation in which it was picked. */
  rotation: z.number().int().nonnegative(),
  /** ISO 8601. */
  started_at: z.string(),
  ended_at: z.string(),
  status: z.enum(SESSION_STATUSES),
  /** What the agent wrote for later sessions, or why the session failed; null for nothing. */
  summary: z.string().nullable(),
  /** Code of the halt that it would have been in a phase, for a session that failed. */
  code: z.string().nullable().default(null),
  /** The session's commit on the run branch. */
  commit: z.string().nullable(),
  /** Ref under which its tree is kept, where it did not land. */
  kept: z.string().nullable().default(null),
  /** True where it ran a second time, on a newer base. */
  again: z.boolean().default(false),
  tokens: z.looseObject({
    input: z.number().int(),
    output: z.number().int(),
    by_role: z.record(z.string(), tokenPair),
  }),
  cost_usd: z.number().nonnegative(),
  tests: z.string().nullable().default(null),
  metric: metricReadingSchema.nullable().default(null),
  hooks: z.array(hookRunSchema).default([]),
  /** File names of its transcripts begin with this. */
  transcript: z.string(),
});
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

/** The number of a session as it stands in names: at least four digits. */
export function paddedSeq(seq: number): string {
  return String(seq).padStart(4, '0');
}

/** Longest summary that is kept, in characters. */
export const LONGEST_SUMMARY = 4_000;
