import type { Problem } from '../../config/problem.js';
import type { GrindPrompt } from '../prompt.js';
import { type BadPrompt, type PromptFile, readPrompt } from './read-prompt.js';

/** All that a set of prompt files comes to. */
export interface Discovered {
  /** Valid prompts, one of each name, by name. */
  readonly prompts: readonly GrindPrompt[];
  readonly bad: readonly BadPrompt[];
  /** What is odd, and stops nothing. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads prompt files; `files` stand in the order of precedence. The first valid definition of a name wins: a project's own prompt
 * hides one of the same name in the home folder without a word, and of two in one folder the second is told of.
 */
export function discover(files: readonly PromptFile[]): Discovered {
  const prompts = new Map<string, GrindPrompt>();
  const bad: BadPrompt[] = [];
  const warnings: Problem[] = [];
  for (const file of files) {
    const read = readPrompt(file);
    if (!read.ok) {
      bad.push(read.error);
      continue;
    }
    const winner = prompts.get(read.value.name);
    if (winner === undefined) {
      prompts.set(read.value.name, read.value);
    } else if (winner.source === file.source) {
      warnings.push(hidden(file.path, winner));
    }
  }
  return { prompts: [...prompts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), bad, warnings };
}

function hidden(file: string, { name, path }: GrindPrompt): Problem {
  const message = `is \`${name}\`, which ${path} defines already, so this file is not used`;
  const suggestion = 'Give one of the two another name, or remove it.';
  return { severity: 'warning', file, path: 'name', line: 1, message, suggestion };
}
