import { z } from 'zod';
import { configSchema } from './schema.js';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One key of the configuration. In a path, `<model>` stands for any name. */
export interface KnownKey {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  /** True where a price must have it; keys of sections are all optional. */
  readonly required: boolean;
}

const ANY_NAME = '<model>';

/** JSON Schema of what may be written (not of what it becomes). */
export function jsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' });
}

/** Every key, sections included, in the order of the schema. */
export function knownKeys(): readonly KnownKey[] {
  return keysBelow(jsonSchema(), []);
}

function keysBelow(schema: JsonSchema, above: readonly string[]): readonly KnownKey[] {
  const named = Object.entries(schema.properties ?? {});
  const any = schema.additionalProperties;
  const children = typeof any === 'object' ? [...named, [ANY_NAME, any] as const] : named;
  return children.flatMap(([name, child]) => {
    if (typeof child === 'boolean') {
      return [];
    }
    const path = [...above, name];
    return [{ path, schema: child, required: schema.required?.includes(name) ?? false }, ...keysBelow(child, path)];
  });
}
