/** An event of a stream: whatever else it holds is looked at by the schema of its type. */
export interface TypedObject {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A line that is a JSON object with a `type`; null for anything else. */
export function parseTypedObject(line: string): TypedObject | null {
  if (!line.trimStart().startsWith('{')) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(line);
    return isTyped(value) ? value : null;
  } catch {
    return null;
  }
}

/** Looked at by hand: streams have a hundred thousand such lines a second when they flood, and most tell us nothing. */
export function isTyped(value: unknown): value is TypedObject {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
