import { z } from 'zod';

const typedSchema = z.looseObject({ type: z.string() });
export type TypedObject = z.infer<typeof typedSchema>;

/** A line that is a JSON object with a `type`; null for anything else. */
export function parseTypedObject(line: string): TypedObject | null {
  if (!line.trimStart().startsWith('{')) {
    return null;
  }
  try {
    return typedSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
