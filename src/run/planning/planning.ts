import { z } from 'zod';
import type { Plan } from '../../documents/plan.js';

/**
 * Where a run of kind `plan` stands. `questions`: they are being found. `answers`: a person is to answer them. `draft`: the plan is being
 * written. `review`: a person is to read it. `done`: it was approved, or there was nobody to ask.
 */
const STEPS = ['questions', 'answers', 'draft', 'review', 'done'] as const;

/** What a run of kind `plan` knows beside what all runs have. The draft is the run's plan.md, and `plan_sha256` its hash. */
export const planningSchema = z.looseObject({
  goal: z.string(),
  /** Whether a draft waits for a person's word; on a laptop it is finished when it is written. */
  review: z.boolean(),
  step: z.enum(STEPS),
  questions: z.array(z.string()),
  /** What was answered, as it was written; null until then. */
  answers: z.string().nullable(),
  /** Drafts that were written so far, and when the newest was. */
  drafts: z.number().int().nonnegative(),
  drafted_at: z.string().nullable(),
  /** The change that the next draft is to make; null for none. */
  note: z.string().nullable(),
  /** Changes that were asked for, and how many may be. */
  revisions: z.number().int().nonnegative(),
  max_revisions: z.number().int().nonnegative(),
});
export type Planning = z.infer<typeof planningSchema>;

/** What a command that asks for a plan says. */
export const planRequestSchema = z.looseObject({
  /** What is wanted, as it was when the command was accepted, and its SHA-256. */
  goal: z.string(),
  sha256: z.string().length(64),
  /** Whether questions come first. */
  interview: z.boolean(),
  review: z.boolean(),
});

/** A person's word for one plan on one commit. */
export const approvalSchema = z.looseObject({ plan_sha256: z.string(), base_sha: z.string(), by: z.string() });
export type Approval = z.infer<typeof approvalSchema>;

/** Stands where a run that plans has no plan yet. */
export const NO_PLAN: Plan = { currentPhase: '', frontmatter: '', preamble: '', phases: [] };
