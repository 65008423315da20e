import { type JsonSchema, jsonSchema, type KnownKey, knownKeys } from '../known-keys.js';
import { isMapping, type Mapping, valueAt } from '../mapping.js';
import { keysAt } from './keys-at.js';
import { nearMiss } from './near-miss.js';

/** A key that means nothing to this version, and what to say about it. */
export interface UnknownKey {
  readonly path: readonly string[];
  readonly message: string;
  readonly suggestion: string | null;
}

/** Sections and keys of the original program that this version does not have yet. */
const NOT_YET: readonly string[] = ['retries.max_phase_attempts'];

const MOST_LEAVES = 20;

/** Explains keys that the schema does not know: not there yet, mistyped, in the wrong section, or unheard of. */
export function explainUnknown(data: Mapping, paths: readonly (readonly string[])[]): readonly UnknownKey[] {
  return paths.length === 0 ? [] : explainAll(data, paths, knownKeys());
}

function explainAll(data: Mapping, paths: readonly (readonly string[])[], known: readonly KnownKey[]): UnknownKey[] {
  const schema = jsonSchema();
  return paths.flatMap((path) => {
    if (NOT_YET.includes(path.join('.'))) {
      return leaves(data, path).map((leaf) => ({
        path: leaf,
        message: 'is not in this version and changes nothing',
        suggestion: null,
      }));
    }
    const near = suggest(path, known, schema);
    return [
      {
        path,
        message: 'is not a key of the configuration and changes nothing',
        suggestion: near === null ? null : `Did you mean \`${near}\`?`,
      },
    ];
  });
}

/** The keys below a section, one level deep, or the key itself where there are none, or too many to list. */
function leaves(data: Mapping, path: readonly string[]): readonly (readonly string[])[] {
  const value = valueAt(data, path);
  const names = isMapping(value) ? Object.keys(value) : [];
  return names.length === 0 || names.length > MOST_LEAVES ? [path] : names.map((name) => [...path, name]);
}

function suggest(path: readonly string[], known: readonly KnownKey[], schema: JsonSchema): string | null {
  const name = path.at(-1) ?? '';
  const section = path.slice(0, -1);
  const near = nearMiss(name, keysAt(schema, section));
  if (near !== null) {
    return [...section, near].join('.');
  }
  const elsewhere = known.find((key) => key.path.at(-1) === name);
  return elsewhere?.path.join('.') ?? null;
}
