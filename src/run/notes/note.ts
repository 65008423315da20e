import { z } from 'zod';

/** Characters that one note may have, and notes that one run takes. */
export const MAX_NOTE_CHARS = 8000;
export const MAX_NOTES = 20;

/** What a person wrote to a run while it went on. */
export const noteSchema = z.looseObject({
  /** Key of the command that brought it. */
  key: z.string(),
  by: z.string(),
  /** ISO 8601 instant of the command. */
  at: z.string(),
  text: z.string(),
  /** Names of the units whose agents were shown it, in order. */
  shown: z.array(z.string()),
});
export type Note = z.infer<typeof noteSchema>;
