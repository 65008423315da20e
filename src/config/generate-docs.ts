import { stableJson } from '../base/stable-json.js';
import { DEFAULT_PRICES } from './default-prices.js';
import { EXAMPLE } from './example.js';
import { type JsonSchema, jsonSchema, type KnownKey, knownKeys } from './known-keys.js';

const INTRO = `# Configuration

Pitboss works without any configuration. What you want to change stands in \`.github/pitboss.yml\` on the **default
branch**; a copy on any other branch is not read, so a pull request cannot change the rules it runs under. On a laptop the file in
your working tree counts.

- All problems are reported at once, with their lines. An invalid file never starts a run.
- Unknown keys change nothing and are reported as warnings, with the key that you may have meant.
- A key without a value counts as unset.
- Sizes and times are bounded on purpose; the tables name the bounds.
- Editors can check the file with [pitboss.schema.json](pitboss.schema.json).

This page and the schema file are generated from the program; \`npm run docs\` writes them anew.

## An example

\`\`\`yaml
${EXAMPLE}\`\`\`
`;

const PRICES_INTRO = `### Built-in prices

US dollars per million tokens. A model without an entry here or in \`budgets.pricing\` has no known price; see
\`budgets.unknown_price\`. A dated snapshot (a name that ends in \`-YYYYMMDD\`) has the price of its model. Where an entry
does not price the cache, reading from it costs a tenth of the input price and writing to it 1.25 times the input price. Where an
agent reports its cost itself, as Claude Code does, that counts, listed or not.
`;

/** The text of docs/configuration.md. */
export function renderConfigurationDocs(): string {
  const keys = knownKeys();
  const tops = keys.filter((key) => key.path.length === 1);
  const sections = tops.filter(isSection).map((key) => renderSection(key, keys));
  const single = tops.filter((key) => !isSection(key));
  const others = `## Keys outside of sections\n\n${table(single)}`;
  return `${[INTRO, ...sections, others].join('\n')}`;
}

/** A list of texts over several lines, in printed JSON. */
const TEXT_LIST = /\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g;

/** The text of docs/pitboss.schema.json, short lists on one line as the project's formatter wants them. */
export function renderJsonSchema(): string {
  const description = 'Configuration of Pitboss: .github/pitboss.yml on the default branch.';
  const text = stableJson({ ...jsonSchema(), title: 'Pitboss', description });
  return text.replace(TEXT_LIST, (_, list: string) => `[${list.replaceAll(/,\n\s+/g, ', ')}]`);
}

function isSection(key: KnownKey): boolean {
  return key.schema.type === 'object';
}

function renderSection(section: KnownKey, keys: readonly KnownKey[]): string {
  const [name = ''] = section.path;
  const below = keys.filter((key) => key.path[0] === name && key.path.length > 1 && !isSection(key));
  const prices = name === 'budgets' ? `\n${PRICES_INTRO}\n${priceTable()}` : '';
  return `## ${name}\n\n${section.schema.description ?? ''}\n\n${table(below)}${prices}`;
}

function table(keys: readonly KnownKey[]): string {
  const rows = keys.map((key) => {
    const cells = [`\`${key.path.join('.')}\``, typeOf(key.schema), defaultOf(key), key.schema.description ?? ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `| Key | Value | Default | Meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

function priceTable(): string {
  const rows = Object.entries(DEFAULT_PRICES).map(
    ([model, price]) => `| \`${model}\` | ${price.input_per_million_usd} | ${price.output_per_million_usd} |\n`,
  );
  return `| Model | Input | Output |\n|---|---|---|\n${rows.join('')}`;
}

function defaultOf({ schema, required }: KnownKey): string {
  if (schema.default !== undefined) {
    return `\`${JSON.stringify(schema.default).replaceAll('"', '')}\``;
  }
  return required ? 'required' : 'unset';
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  }
  if (schema.const !== undefined) {
    return `\`${String(schema.const)}\``;
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((branch) => (typeof branch === 'boolean' ? '' : typeOf(branch))).join(' or ');
  }
  switch (schema.type) {
    case 'array':
      return listOf(schema.items);
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number${range(schema)}`;
    case 'number':
      return `number${range(schema)}`;
    default:
      return 'text';
  }
}

/** What stands in a list: texts, or sections with keys of their own. */
function listOf(items: JsonSchema['items']): string {
  const keys = typeof items === 'object' && !Array.isArray(items) ? Object.keys(items.properties ?? {}) : [];
  return keys.length === 0 ? 'list of texts' : `list of sections with ${keys.map((key) => `\`${key}\``).join(', ')}`;
}

function range({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const from = exclusiveMinimum === undefined ? `at least ${minimum ?? 0}` : `above ${exclusiveMinimum}`;
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : `, at most ${maximum}`;
  return `, ${from}${to}`;
}
