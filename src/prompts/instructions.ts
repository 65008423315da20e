import { bounded, fenced } from '../base/fence.js';

/** A file in which a project tells coding agents how to work on it. */
export interface InstructionFile {
  readonly path: string;
  readonly text: string;
}

/** Longest text of one file that an agent is told, in characters: its head and its tail. */
const LONGEST = 40_000;

/**
 * The project's own instructions, for the system prompt of every role; empty where there are none. They come from people, and
 * still the rules of a dispatch count more: they were written for agents that are started by hand.
 */
export function instructionsSection(files: readonly InstructionFile[]): string {
  if (files.length === 0) {
    return '';
  }
  const parts = files.map(({ path, text }) => `### ${path}\n\n${fenced(bounded(text, LONGEST))}\n`);
  return [
    '## Instructions of this project',
    '',
    "The project's maintainers wrote them for every coding agent. Follow them in what you write and how you test it. Where they contradict the task that you are given (who commits, which files you may touch, what your answer is), the task counts. A file that they name is not shown here: read it when you need it.",
    '',
    ...parts,
  ].join('\n');
}
