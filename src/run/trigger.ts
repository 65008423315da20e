import { z } from 'zod';

/** Verbs that change a run and therefore leave a trigger on the ledger. */
const TRIGGER_VERBS = ['play', 'rebuy', 'fold'] as const;
export type TriggerVerb = (typeof TRIGGER_VERBS)[number];

/** The plan as it was when the command was accepted (I9: later edits do not count). */
const planSnapshotSchema = z.looseObject({
  source: z.enum(['issue', 'file', 'command']),
  /** Repository path for `file` and `command`; null for an issue body. */
  path: z.string().nullable(),
  text: z.string(),
  sha256: z.string().length(64),
});
export type PlanSnapshot = z.infer<typeof planSnapshotSchema>;

/** An accepted command, as `triggers/<yyyy-mm>/<key>.json` holds it. Written once, never changed. */
export const triggerSchema = z.looseObject({
  schema: z.literal(1),
  key: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  verb: z.enum(TRIGGER_VERBS),
  /** ISO 8601 instant of the event itself, not of its delivery. */
  at: z.iso.datetime(),
  /** The run it starts (`play`) or addresses. */
  run_id: z.string(),
  actor: z.looseObject({ login: z.string(), id: z.number().int(), permission: z.string() }),
  source: z.looseObject({
    event: z.enum(['issue_comment', 'workflow_dispatch', 'schedule', 'cli']),
    comment_id: z.number().int().nullable(),
    url: z.string().nullable(),
  }),
  issue: z.looseObject({ number: z.number().int(), title: z.string() }).nullable(),
  /** A word on sweeps, with `play` and `rebuy`: one sweep at the next occasion, or none in this run. */
  sweep: z.enum(['force', 'skip']).optional(),
  /** Only for `play`. */
  plan: planSnapshotSchema.nullable(),
  /** Branch and commit that the run starts from; only for `play`. */
  base: z.looseObject({ ref: z.string(), sha: z.string() }).nullable(),
});
export type Trigger = z.infer<typeof triggerSchema>;
