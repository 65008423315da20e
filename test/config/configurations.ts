import type { Config } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { problemLine } from '../../src/config/problem.js';

/** The configuration that a file with this text gives; the text must be valid. */
export function configOf(yaml: string): Config {
  const parsed = parseConfig(yaml, 'pitboss.yml');
  if (!parsed.ok) {
    throw new TypeError(parsed.problems.map(problemLine).join('\n'));
  }
  return parsed.config;
}

export function agentOf(yaml: string): Config['agent'] {
  return configOf(yaml).agent;
}

/** What is wrong with the file, one line each; none where it is valid. */
export function complaints(yaml: string): readonly string[] {
  const parsed = parseConfig(yaml, 'pitboss.yml');
  return parsed.ok ? [] : parsed.problems.map(problemLine);
}
