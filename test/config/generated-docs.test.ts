import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLE } from '../../src/config/example.js';
import { renderConfigurationDocs, renderJsonSchema } from '../../src/config/generate-docs.js';
import { type JsonSchema, jsonSchema, knownKeys } from '../../src/config/known-keys.js';
import { parseConfig } from '../../src/config/parse-config.js';

const FILES = [
  ['docs/configuration.md', renderConfigurationDocs],
  ['docs/pitboss.schema.json', renderJsonSchema],
] as const;

describe('the generated documents', () => {
  test.each(FILES)('%s is what the schema says', (path, render) => {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    if (process.env.UPDATE_DOCS) {
      writeFileSync(file, render());
    }
    const stale = readFileSync(file, 'utf8') !== render();
    const verdict = stale ? `${path} is stale: run \`UPDATE_DOCS=1 npm run test:only -- test/config\`` : 'up to date';
    expect(verdict).toBe('up to date');
  });

  test('every key is described', () => {
    const silent = knownKeys().filter((key) => !key.schema.description && key.path.at(-1) !== '<model>');
    expect(silent.map((key) => key.path.join('.'))).toEqual([]);
  });

  test('every key has its row', () => {
    const page = renderConfigurationDocs();
    const leaves = knownKeys().filter((key) => key.schema.type !== 'object');
    expect(leaves.map((key) => key.path.join('.')).filter((path) => !page.includes(`| \`${path}\` |`))).toEqual([]);
    expect(leaves.length).toBeGreaterThan(30);
  });

  test('the example is valid and warns about nothing', () => {
    const parsed = parseConfig(EXAMPLE, 'example');
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
    expect(renderConfigurationDocs()).toContain(EXAMPLE);
  });

  test('editors are told about unknown keys in every section', () => {
    const sections = [jsonSchema(), ...knownKeys().map((key): JsonSchema => key.schema)].filter(
      (schema) => schema.properties !== undefined,
    );
    expect(sections.every((schema) => schema.additionalProperties === false)).toBe(true);
    expect(sections.every((schema) => schema.type === 'object')).toBe(true);
  });
});
