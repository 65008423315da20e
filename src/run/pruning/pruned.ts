import { z } from 'zod';

/**
 * `pruned.json`: what is still known of runs whose files were removed. A command that started one stays on the ledger for a while
 * longer; without this note it would look like one that nobody has taken up yet.
 */
export const prunedSchema = z.looseObject({
  schema: z.literal(1),
  runs: z.record(
    z.string(),
    z.looseObject({
      status: z.enum(['finished', 'folded']),
      ended_at: z.string(),
      issue: z.number().int().nullable(),
    }),
  ),
  /** Dollars that removed runs spent, by issue: they count against the issue's cap for good. */
  spent_usd_by_issue: z.record(z.string(), z.number().nonnegative()),
});
export type Pruned = z.infer<typeof prunedSchema>;

export const NOTHING_PRUNED: Pruned = { schema: 1, runs: {}, spent_usd_by_issue: {} };
