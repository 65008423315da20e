import { z } from 'zod';

/** A place where a unit made the tests say less, as the record keeps it and people are shown it. */
export const testChangeSchema = z.looseObject({
  /** Its name: see unit-name.ts. */
  unit: z.string(),
  rule: z.string(),
  path: z.string(),
  line: z.number().int().positive(),
  what: z.string(),
  before: z.string(),
  after: z.string(),
  /** A `note` never needs a reason. */
  level: z.enum(['finding', 'note']),
  /** Why it was done, in an agent's words; null where nobody said. */
  reason: z.string().nullable(),
});
export type TestChange = z.infer<typeof testChangeSchema>;

/** Test changes that a record keeps; later ones are counted and not kept. */
const MOST = 200;

export function withTestChanges(
  known: readonly TestChange[] | undefined,
  more: readonly TestChange[] | undefined,
): TestChange[] {
  return [...(known ?? []), ...(more ?? [])].slice(0, MOST);
}
