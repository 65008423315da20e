import { expect } from '@jest/globals';
import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { type Problem, problemLine } from '../../src/config/problem.js';

export const FILE = '.github/pitboss.yml';

export function accepted(text: string): Config {
  const parsed = parseConfig(text, FILE);
  expect(parsed.ok ? [] : parsed.problems.map(problemLine)).toEqual([]);
  return parsed.ok ? parsed.config : DEFAULT_CONFIG;
}

export function problems(text: string): readonly Problem[] {
  const parsed = parseConfig(text, FILE);
  return parsed.ok ? parsed.warnings : parsed.problems;
}

export function printed(text: string): readonly string[] {
  return problems(text).map((problem) => problemLine(problem).slice(FILE.length));
}
