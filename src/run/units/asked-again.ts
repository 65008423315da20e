import { z } from 'zod';

/** Why a turn of implementer or fixer counts as ended too early: what it left behind, by command (text from outside). */
const shortfallSchema = z.looseObject({
  /** It left neither a changed file nor a deferred item, where one was due. */
  unchanged: z.boolean(),
  /** Commands that were still at work when it ended, and were stopped. */
  running: z.array(z.string()),
  /** Background commands that had ended and of which it never took notice. */
  unread: z.array(z.string()),
});
export type Shortfall = z.infer<typeof shortfallSchema>;

/** A turn that was asked for once more. There is one for each stage of a unit at most: the next turn that falls short ends the run. */
export const askedAgainSchema = shortfallSchema.extend({ stage: z.enum(['implement', 'fix']) });
export type AskedAgain = z.infer<typeof askedAgainSchema>;

/** The shortfall for which a stage was asked again, or null while it has its second chance. */
export function askedFor(asked: readonly AskedAgain[], stage: AskedAgain['stage']): AskedAgain | null {
  return asked.find((each) => each.stage === stage) ?? null;
}

/** Fixer dispatches that a unit may have in all: one that ended too early and was asked again costs none of the configured attempts. */
export function fixerDispatches(attempts: number, asked: readonly AskedAgain[]): number {
  return attempts + (askedFor(asked, 'fix') === null ? 0 : 1);
}
