import { z } from 'zod';
import { hookRunSchema, metricReadingSchema, SESSION_STATUSES } from '../../grind/session-record.js';

/** What a session came to, as far as work can tell; landing may still find that it cannot be merged. */
export const sessionOutcomeSchema = z.strictObject({
  status: z.enum(SESSION_STATUSES).exclude(['aborted', 'conflict']),
  /** What the agent wrote, or why the session failed; null for nothing. */
  summary: z.string().nullable(),
  /** The halt that it would have been in a phase, where it failed. */
  code: z.string().nullable(),
  metric: metricReadingSchema.nullable(),
  hooks: z.array(hookRunSchema),
  /** False where the agent left the tree as it found it: then nothing lands, whatever set-up, metric or hooks left in it. */
  changed: z.boolean().optional(),
  /** The scratchpad as the session left it. */
  scratchpad: z.string(),
});
export type SessionOutcome = z.infer<typeof sessionOutcomeSchema>;
