import type { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Names of the keys that a section may have; the items of a list are counted by number, and any name stands for any other. */
export function keysAt(schema: JsonSchema, section: readonly string[]): readonly string[] {
  let place: unknown = schema;
  for (const name of section) {
    place = isSchema(place) ? below(place, name) : undefined;
  }
  return isSchema(place) ? Object.keys(place.properties ?? {}) : [];
}

function below(schema: JsonSchema, name: string): unknown {
  const { items, properties = {}, additionalProperties } = schema;
  if (items !== undefined && /^\d+$/.test(name)) {
    return items;
  }
  return Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
