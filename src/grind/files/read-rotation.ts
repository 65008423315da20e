import { parse, TomlDate, TomlError } from 'smol-toml';
import { fail, ok, type Result } from '../../base/result.js';
import {
  inOrder,
  type Located,
  MOST_FINDINGS,
  placeProblem,
  repeatedKeys,
} from '../../config/diagnose/place-problem.js';
import { tomlLines } from '../../config/diagnose/toml-lines.js';
import { isMapping, type Mapping } from '../../config/mapping.js';
import type { Problem } from '../../config/problem.js';
import { type RepeatedKey, readYaml } from '../../config/read-yaml.js';
import { type Budgets, beyond, budgetsSchema } from '../budgets.js';
import { PROMPT_NAME } from '../prompt.js';
import { type Rotation, rotationSchema } from '../rotation.js';
import { checkKeys } from './check-keys.js';
import { type FoundFile, fileProblem } from './found-file.js';
import { isRotationName, rotationOf } from './paths.js';

/** The prompts that a rotation names, by their places in its list, and where its keys stand: for what is wrong between files. */
export interface NamedPrompts {
  readonly entries: readonly (readonly [number, string])[];
  readonly located: Located;
}

interface ReadRotation extends NamedPrompts {
  readonly rotation: Rotation;
}

const FIXES = {
  max_parallel: 'Write a whole number from 1 to 256, such as `max_parallel: 4`, or leave the key out.',
  pick: 'Write `pick: weighted` or `pick: overdue`, or leave the key out.',
  dry_spell: 'Write a whole number from 1, such as `dry_spell: 10`, or leave the key out.',
  prompts: 'Write a list of prompts, each with its `name`.',
  'prompts.name': 'Write the name of a prompt, as `pitboss prompts ls` lists it.',
  'prompts.weight_override': 'Write a whole number from 1, or leave the key out.',
  'prompts.every_override': 'Write a whole number from 1, or leave the key out.',
  'prompts.max_runs_override': 'Write a whole number from 0, or leave the key out.',
  budgets: 'Write a section with `max_iterations`, `until`, `max_cost_usd` or `max_tokens`, or leave the key out.',
  hooks: 'Write a section with `pre_session`, `post_session` or `on_failure`, or leave the key out.',
};

const UNKNOWN = {
  name: {
    message: 'is not a key of a rotation: its name is that of its file',
    fix: 'Remove the key; rename the file to rename the rotation.',
  },
};

/** Reads a rotation file, in YAML or in the TOML of the original; both have the same keys. `most`: what it may ask for. */
export function readRotation(file: FoundFile, most: Budgets): Result<ReadRotation, readonly Problem[]> {
  const name = rotationOf(file.path);
  const data = dataOf(file);
  if (!data.ok) {
    return data;
  }
  const { located, mapping, repeated } = data.value;
  const checked = checkKeys(located, mapping, { schema: rotationSchema, fixes: FIXES, unknown: UNKNOWN });
  const problems = [
    ...(isRotationName(name) ? [] : [badName(file.path)]),
    ...repeatedKeys(located, repeated),
    ...(checked.ok ? [] : checked.error),
    ...listedTwice(located, mapping),
    ...tooMuch(located, mapping, most),
  ];
  return checked.ok && problems.length === 0
    ? ok({ rotation: { name, ...checked.value }, located, entries: entriesIn(mapping) })
    : fail(inOrder(problems));
}

/** The prompts that a file names, whatever else is wrong with it; null where nothing can be read of it. */
export function namedPrompts(file: FoundFile): NamedPrompts | null {
  const data = dataOf(file);
  return data.ok ? { located: data.value.located, entries: entriesIn(data.value.mapping) } : null;
}

/** A name that no prompt can have is a fault of its own. */
function entriesIn({ prompts }: Mapping): NamedPrompts['entries'] {
  const listed: readonly unknown[] = Array.isArray(prompts) ? prompts : [];
  return listed.flatMap((entry, index) =>
    isMapping(entry) && typeof entry.name === 'string' && PROMPT_NAME.test(entry.name)
      ? [[index, entry.name] as const]
      : [],
  );
}

function dataOf(file: FoundFile): Result<Data, readonly Problem[]> {
  if (!file.text.ok) {
    return fail([fileProblem(file.path, null, file.text.error.message, file.text.error.fix)]);
  }
  const text = file.text.value;
  return file.path.endsWith('.toml') ? fromToml(file.path, text) : fromYaml(file.path, text);
}

interface Data {
  readonly mapping: Mapping;
  readonly located: Located;
  readonly repeated: readonly RepeatedKey[];
}

function fromYaml(path: string, text: string): Result<Data, readonly Problem[]> {
  const yaml = readYaml(text);
  if (!yaml.ok) {
    return fail([fileProblem(path, yaml.error.line ?? 1, yaml.error.message, 'Correct the YAML there.')]);
  }
  const { data, lineOf, repeated } = yaml.value;
  return ok({ mapping: data, located: { file: path, lineOf: (key) => lineOf(key) ?? 1 }, repeated });
}

/** Deepest nesting within one value; a rotation has two levels. */
const DEEPEST = 20;

function fromToml(path: string, text: string): Result<Data, readonly Problem[]> {
  try {
    const mapping = withTextDate(parse(text, { maxDepth: DEEPEST }));
    const lineOf = tomlLines(text);
    return ok({ mapping, located: { file: path, lineOf: (key) => lineOf(key.map(String)) ?? 1 }, repeated: [] });
  } catch (error) {
    const line = error instanceof TomlError ? error.line : 1;
    const why = error instanceof TomlError ? (error.message.split('\n')[0] ?? '') : 'it cannot be parsed';
    return fail([fileProblem(path, line, `is not valid TOML: ${why}`, 'Correct the TOML there.')]);
  }
}

/** TOML knows instants; everything else here has them as text. One without a zone stays one, and the schema says so. */
function withTextDate(mapping: Mapping): Mapping {
  const { budgets } = mapping;
  const until = isMapping(budgets) ? budgets.until : undefined;
  return isMapping(budgets) && until instanceof TomlDate
    ? { ...mapping, budgets: { ...budgets, until: until.toISOString() } }
    : mapping;
}

function badName(path: string): Problem {
  const fix = 'Rename it: a letter or a digit first, then also `.`, `_` and `-`, 64 characters at most.';
  return fileProblem(path, 1, 'has a name that no rotation can have', fix);
}

function listedTwice(located: Located, { prompts }: Mapping): readonly Problem[] {
  const names = Array.isArray(prompts) ? prompts.map((entry: unknown) => (isMapping(entry) ? entry.name : null)) : [];
  const first = new Map<unknown, number>();
  const again: { readonly index: number; readonly before: number }[] = [];
  names.forEach((name, index) => {
    const before = first.get(name);
    if (typeof name === 'string' && before !== undefined) {
      again.push({ index, before });
    } else {
      first.set(name, index);
    }
  });
  return again.slice(0, MOST_FINDINGS).map(({ index, before }) => {
    const at = located.lineOf(['prompts', before, 'name']);
    const message = `lists the prompt a second time; line ${at} has it already`;
    const suggestion = 'Remove one of the two; `weight_override` gives a prompt more turns.';
    return placeProblem(located, { severity: 'error', path: ['prompts', index, 'name'], message, suggestion });
  });
}

function tooMuch(located: Located, { budgets }: Mapping, most: Budgets): readonly Problem[] {
  const read = budgetsSchema.safeParse(budgets ?? {});
  return (read.success ? beyond(read.data, most) : []).map((key) => {
    const message = `is ${read.data?.[key]}, which is beyond grind.maximum.${key} (${most[key]})`;
    const suggestion = `Write at most ${most[key]}, or raise grind.maximum.${key} in the configuration.`;
    return placeProblem(located, { severity: 'error', path: ['budgets', key], message, suggestion });
  });
}
