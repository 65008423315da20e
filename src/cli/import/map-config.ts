import { dump } from 'js-yaml';
import { parse, TomlError } from 'smol-toml';
import { CONFIG_FILE } from '../../commands/ports.js';
import { type LineOf, tomlLines } from '../../config/diagnose/toml-lines.js';
import { isMapping, type Mapping } from '../../config/mapping.js';
import { parseConfig } from '../../config/parse-config.js';
import type { Problem } from '../../config/problem.js';
import type { ImportProblem } from './import-problem.js';
import { originalKey } from './original-keys.js';

export const ORIGINAL_CONFIG = '.pitboss/config.toml';

/** What became of one key of the original's file. */
export interface MappedKey {
  readonly key: string;
  readonly line: number | null;
  readonly outcome: 'taken' | 'left_out';
  /** Why it was left out, or what changes with it; null for a plain copy. */
  readonly why: string | null;
}

export interface MappedConfig {
  /** Text of our configuration. */
  readonly text: string;
  readonly keys: readonly MappedKey[];
  readonly problems: readonly ImportProblem[];
}

const HEADING = `# Made from ${ORIGINAL_CONFIG} by \`pitboss init --import\`. What is not set here has its default.\n`;

/** Turns the original's config.toml into a pitboss.yml, key by key, and checks the result with our own parser. */
export function mapConfig(toml: string): MappedConfig {
  const parsed = readToml(toml);
  if ('what' in parsed) {
    return { text: '', keys: [], problems: [parsed] };
  }
  const leaves = leavesOf(parsed.data, [], tomlLines(toml));
  const mapped = leaves.map(mapLeaf);
  const taken = mapped.filter(({ outcome }) => outcome === 'taken');
  const text = `${HEADING}${taken.length === 0 ? '' : `\n${dump(tree(taken), { lineWidth: 120 })}`}`;
  const problems = mapped.flatMap(({ problem }) => problem ?? []);
  return {
    text,
    keys: mapped.map(({ path, line, outcome, why }) => ({ key: path.join('.'), line, outcome, why })),
    // Rules between keys show only in the whole.
    problems: problems.length > 0 ? problems : wholeProblems(text),
  };
}

function readToml(text: string): { readonly data: Mapping } | ImportProblem {
  try {
    return { data: parse(text) };
  } catch (error) {
    const line = error instanceof TomlError ? error.line : null;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { file: ORIGINAL_CONFIG, line, what: `is not valid TOML: ${why}`, fix: 'Correct the file.' };
  }
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly line: number | null;
}

/** Keys with their values in the order of the file; a section that nobody knows counts as one. */
function leavesOf(mapping: Mapping, above: readonly string[], lineOf: LineOf): readonly Leaf[] {
  return Object.entries(mapping).flatMap(([name, value]) => {
    const path = [...above, name];
    return originalKey(path).kind === 'section' && isMapping(value)
      ? leavesOf(value, path, lineOf)
      : [{ path, value, line: lineOf(path) }];
  });
}

interface MappedLeaf extends Leaf {
  readonly outcome: MappedKey['outcome'];
  readonly why: string | null;
  readonly problem?: ImportProblem;
}

function mapLeaf(leaf: Leaf): MappedLeaf {
  const found = originalKey(leaf.path);
  const leftOut = (why: string): MappedLeaf => ({ ...leaf, outcome: 'left_out', why });
  if (found.kind !== 'key') {
    return leftOut(found.kind === 'section' ? 'it has to be a table' : 'the original has no such key either');
  }
  const own = parseConfig(dump(tree([leaf])), CONFIG_FILE);
  const name = leaf.path.join('.');
  // What a key needs of others is looked at in the whole.
  const findings = (own.ok ? own.warnings : own.problems).filter(({ path }) => path.startsWith(name));
  const error = findings.find(({ severity }) => severity === 'error');
  const known = error !== undefined || findings.length === 0;
  if (found.key.dead !== undefined) {
    // What had no effect must not begin to have one unasked: hooks are shell lines.
    return leftOut(`${found.key.dead}${known ? '; here it counts, so set it yourself if you want it' : ''}`);
  }
  if (!known) {
    return leftOut('it is not in this version');
  }
  if (error === undefined) {
    return { ...leaf, outcome: 'taken', why: found.key.note?.(leaf.value) ?? null };
  }
  const problem = asProblem(error, leaf.line);
  return { ...leaf, outcome: 'taken', why: null, problem };
}

function wholeProblems(text: string): readonly ImportProblem[] {
  const parsed = parseConfig(text, CONFIG_FILE);
  return parsed.ok ? [] : parsed.problems.map((problem) => asProblem(problem, null));
}

function asProblem({ path, message, suggestion }: Problem, line: number | null): ImportProblem {
  return {
    file: ORIGINAL_CONFIG,
    line,
    what: `${path} ${message}`,
    fix: suggestion ?? 'Correct the value, or take the key out before the import.',
  };
}

function tree(leaves: readonly Pick<Leaf, 'path' | 'value'>[]): Mapping {
  return leaves.reduce<Mapping>((whole, { path, value }) => placed(whole, path, value), {});
}

function placed(mapping: Mapping, [name = '', ...rest]: readonly string[], value: unknown): Mapping {
  const below = Object.hasOwn(mapping, name) ? mapping[name] : {};
  return { ...mapping, [name]: rest.length === 0 ? value : placed(isMapping(below) ? below : {}, rest, value) };
}
