import { z } from 'zod';
import { budgetsSchema } from '../grind/budgets.js';
import { grindRequestSchema } from '../grind/grind-state.js';
import { approvalSchema, planRequestSchema } from './planning/planning.js';

/** Verbs that change a run and therefore leave a trigger on the ledger. */
const TRIGGER_VERBS = [
  'play',
  'sweep',
  'plan',
  'grind',
  'answer',
  'revise',
  'approve',
  'rebuy',
  'skip',
  'pause',
  'fold',
  'note',
] as const;
export type TriggerVerb = (typeof TRIGGER_VERBS)[number];

/** The plan as it was when the command was accepted (I9: later edits do not count). */
const planSnapshotSchema = z.looseObject({
  source: z.enum(['issue', 'file', 'command', 'draft']),
  /** Repository path for `file` and `command`, the run that wrote it for `draft`; null for an issue body. */
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
  /** The run it starts or addresses. */
  run_id: z.string(),
  actor: z.looseObject({ login: z.string(), id: z.number().int(), permission: z.string() }),
  source: z.looseObject({
    event: z.enum(['issue_comment', 'issues', 'workflow_dispatch', 'schedule', 'cli']),
    comment_id: z.number().int().nullable(),
    url: z.string().nullable(),
  }),
  issue: z
    .looseObject({
      number: z.number().int(),
      title: z.string(),
      /** True where the command stands on a pull request, which GitHub numbers like an issue. */
      pull_request: z.boolean().optional(),
    })
    .nullable(),
  /** A word on sweeps, with `play` and `rebuy`: one sweep at the next occasion, or none in this run. */
  sweep: z.enum(['force', 'skip']).optional(),
  /** Only for `sweep`: what is worked off, as it was when the command was accepted. */
  sweep_request: z
    .looseObject({
      /** The run that left the items; null where they stand in the user's own file. */
      parent_run: z.string().nullable(),
      /** The phase that landed last; null where none has. */
      after: z.string().nullable(),
      /** Items that the agent is shown at most; null for all. */
      max_items: z.number().int().positive().nullable(),
      /** Whether this sweep is audited; null: as configured. */
      audit: z.boolean().nullable(),
      deferred: z.string(),
    })
    .optional(),
  /** Only with `rebuy`: go on from the run branch's tip as it stood when the command was accepted, whoever made it. */
  adopt: z.looseObject({ tip: z.string() }).optional(),
  /** Only for `grind`: which rotation, and what it may use up. */
  grind_request: grindRequestSchema.optional(),
  /** With `rebuy` of a grind run: budgets that replace those it has. */
  budgets: budgetsSchema.optional(),
  /** Only for `note`: what the next agents of the run are shown. */
  note: z.looseObject({ text: z.string() }).optional(),
  /** Only for `plan`: what is to be planned. */
  plan_request: planRequestSchema.optional(),
  /** What a person wrote with `answer` or `revise`. */
  text: z.string().optional(),
  /** With `approve`: what is approved; with `play` of an approved draft: the approval that it stands on. */
  approval: approvalSchema.optional(),
  /** Only for what starts a run. */
  plan: planSnapshotSchema.nullable(),
  /** Branch and commit that the run starts from; only for what starts one. */
  base: z.looseObject({ ref: z.string(), sha: z.string() }).nullable(),
});
export type Trigger = z.infer<typeof triggerSchema>;

/** Whether a command to a run lets it go on or ends it. A note does neither, nor does what steers a run at work: it waits until the run goes on anyway. */
export function movesRun(trigger: Pick<Trigger, 'verb'>): boolean {
  return !startsRun(trigger) && !['note', 'skip', 'pause'].includes(trigger.verb);
}

/** Whether a command starts a run of its own; all others address one. */
export function startsRun(trigger: Pick<Trigger, 'verb'>): boolean {
  return ['play', 'sweep', 'plan', 'grind'].includes(trigger.verb);
}
