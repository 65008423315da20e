import { type Config, complete, DEFAULT_CONFIG } from './config.js';
import {
  type Finding,
  inOrder,
  invalidValues,
  type Located,
  MOST_FINDINGS,
  placeProblem,
  repeatedKeys,
  uncounted,
} from './diagnose/place-problem.js';
import { explainUnknown } from './diagnose/unknown-keys.js';
import { type Mapping, pathName, withoutPaths } from './mapping.js';
import { agentRules } from './parts/agents/agent-rules.js';
import type { Problem } from './problem.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { configSchema } from './schema.js';

/** A configuration that may be used, or all that is wrong with the file (warnings included). */
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

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
    return { ok: false, problems: [{ severity: 'error', file, path: '', ...yaml.error, suggestion: null }] };
  }
  const located = { file, lineOf: yaml.value.lineOf };
  const unknown = unknownPaths(yaml.value.data);
  const warnings = unknownKeys(yaml.value, unknown, file);
  const known = withoutPaths(yaml.value.data, new Set(unknown.map(pathName)));
  const parsed = configSchema.safeParse(known, { reportInput: true });
  const repeated = repeatedKeys(located, yaml.value.repeated);
  if (!parsed.success || repeated.length > 0) {
    const invalid = invalidValues(located, parsed.error?.issues ?? []);
    return { ok: false, problems: inOrder([...repeated, ...invalid, ...warnings]) };
  }
  const broken = agentRules(parsed.data).map((parts) => placeProblem(located, { ...parts, severity: 'error' }));
  if (broken.length > 0) {
    return { ok: false, problems: inOrder([...broken, ...warnings]) };
  }
  const odd = oddities(parsed.data).map((parts) => placeProblem(located, { ...parts, severity: 'warning' }));
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
  const located: Located = { file, lineOf: yaml.lineOf };
  const listed = explainUnknown(yaml.data, paths.slice(0, MOST_FINDINGS));
  const problems = listed.map((key) => placeProblem(located, { ...key, severity: 'warning' }));
  return [...problems, ...uncounted('warning', file, paths.length, 'unknown keys')];
}

/** Settings that are valid one by one and make little sense together. */
function oddities({ limits }: Config): readonly Omit<Finding, 'severity'>[] {
  if (limits.dispatch_minutes <= limits.shift_minutes) {
    return [];
  }
  const message = `is longer than limits.shift_minutes (${limits.shift_minutes}), so the end of the shift cuts it short`;
  return [{ path: ['limits', 'dispatch_minutes'], message, suggestion: null }];
}
