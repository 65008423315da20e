import type { z } from 'zod';
import { type Config, complete, DEFAULT_CONFIG } from './config.js';
import { describeIssue } from './diagnose/describe-issue.js';
import { explainUnknown } from './diagnose/unknown-keys.js';
import { type Mapping, pathName, withoutPaths } from './mapping.js';
import { agentRules } from './parts/agents/agent-rules.js';
import type { Problem } from './problem.js';
import { readYaml, type YamlFile, type YamlProblem } from './read-yaml.js';
import { configSchema } from './schema.js';

/** A configuration that may be used, or all that is wrong with the file (warnings included). */
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** So many findings of a kind are listed; the rest are counted. */
const MOST_FINDINGS = 100;
const LONGEST_KEY = 80;

/**
 * Reads pitboss.yml and reports every problem at once, in the order of the file.
 *
 * @param text the file's content; null when there is none, which is as good as an empty file
 * @param file its name in messages
 */
export function parseConfig(text: string | null, file: string): ParsedConfig {
  if (text === null) {
    return { ok: true, config: DEFAULT_CONFIG, warnings: [] };
  }
  const yaml = readYaml(text);
  if (!yaml.ok) {
    return { ok: false, problems: [ofFile('error', file, yaml.error)] };
  }
  const unknown = unknownPaths(yaml.value.data);
  const warnings = unknownKeys(yaml.value, unknown, file);
  const known = withoutPaths(yaml.value.data, new Set(unknown.map(pathName)));
  const parsed = configSchema.safeParse(known, { reportInput: true });
  if (!parsed.success) {
    return { ok: false, problems: inOrder([...invalidValues(yaml.value, parsed.error.issues, file), ...warnings]) };
  }
  const broken = agentRules(parsed.data).map((parts) => asProblem(yaml.value, { ...parts, severity: 'error', file }));
  if (broken.length > 0) {
    return { ok: false, problems: inOrder([...broken, ...warnings]) };
  }
  const odd = oddities(parsed.data).map((parts) => asProblem(yaml.value, { ...parts, file }));
  return { ok: true, config: complete(parsed.data), warnings: inOrder([...warnings, ...odd]) };
}

/** The schema is strict, so that one pass over it finds every key that it does not have. */
function unknownPaths(data: Mapping): readonly (readonly string[])[] {
  const issues = configSchema.safeParse(data).error?.issues ?? [];
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path.map(String), key]) : [],
  );
}

function unknownKeys(yaml: YamlFile, paths: readonly (readonly string[])[], file: string): readonly Problem[] {
  const listed = explainUnknown(yaml.data, paths.slice(0, MOST_FINDINGS));
  const problems = listed.map((key) => asProblem(yaml, { ...key, file }));
  return [...problems, ...uncounted('warning', file, paths.length, 'unknown keys')];
}

function invalidValues(yaml: YamlFile, issues: readonly z.core.$ZodIssue[], file: string): readonly Problem[] {
  const problems = issues.slice(0, MOST_FINDINGS).map((issue) => {
    return asProblem(yaml, { severity: 'error', file, path: issue.path, ...describeIssue(issue) });
  });
  return [...problems, ...uncounted('error', file, issues.length, 'invalid values')];
}

function uncounted(severity: Problem['severity'], file: string, count: number, kind: string): readonly Problem[] {
  const more = count - MOST_FINDINGS;
  return more > 0 ? [ofFile(severity, file, { line: null, message: `has ${more} more ${kind}` })] : [];
}

function ofFile(severity: Problem['severity'], file: string, problem: YamlProblem): Problem {
  return { severity, file, path: '', ...problem, suggestion: null };
}

interface Parts {
  readonly severity?: Problem['severity'];
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly suggestion: string | null;
}

function asProblem(yaml: YamlFile, parts: Parts): Problem {
  const { severity = 'warning', file, path, message, suggestion } = parts;
  return { severity, file, path: path.map(shown).join('.'), line: yaml.lineOf(path), message, suggestion };
}

/** A key as it may stand in a message: on one line, and not too long. */
function shown(key: PropertyKey): string {
  const text = String(key).replaceAll(/\p{C}/gu, '?');
  return text.length > LONGEST_KEY ? `${text.slice(0, LONGEST_KEY)}…` : text;
}

/** Settings that are valid one by one and make little sense together. */
function oddities({ limits }: Config): readonly Omit<Parts, 'file'>[] {
  if (limits.dispatch_minutes <= limits.shift_minutes) {
    return [];
  }
  const message = `is longer than limits.shift_minutes (${limits.shift_minutes}), so the end of the shift cuts it short`;
  return [{ path: ['limits', 'dispatch_minutes'], message, suggestion: null }];
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER));
}
