import { fail, type Result } from '../../base/result.js';
import { commandLines, MAX_PARSED_CHARS } from './command-lines.js';
import { parseCommand } from './parse-command.js';
import type { Command, CommandProblem } from './verbs.js';

/** One line of a comment that addresses us, understood or not. */
export interface ParsedLine {
  /** Place among the command lines of the comment, from 0: part of the command's key, so it never depends on what was understood. */
  readonly index: number;
  /** As written, for the answer: untrusted. */
  readonly written: string;
  readonly command: Result<Command, CommandProblem>;
}

export const MAX_COMMANDS = 10;

/** All commands of a comment, in order. Lines beyond the tenth are refused with one problem for each. */
export function parseComment(text: string): readonly ParsedLine[] {
  const found = commandLines(text);
  if (found.kind === 'too_complex') {
    return [{ index: 0, written: '/pitboss', command: fail({ kind: 'too_complex' }) }];
  }
  if (found.kind === 'too_long') {
    return [{ index: 0, written: '/pitboss', command: fail({ kind: 'too_long', limit: MAX_PARSED_CHARS }) }];
  }
  return found.lines.map((line, index) => ({
    index,
    written: `/pitboss ${line.rest}`.trim(),
    command: index < MAX_COMMANDS ? parseCommand(line) : fail({ kind: 'too_many', limit: MAX_COMMANDS }),
  }));
}
