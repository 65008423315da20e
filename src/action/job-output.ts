import { randomBytes } from 'node:crypto';
import { logLines } from '../report/log-lines.js';
import type { Tell } from '../report/shift-event.js';

/**
 * Prints a shift into the job's log. Agents and tests may print anything, workflow commands included, so commands are switched
 * off for all of it with a word that they cannot know, and on again at the end.
 */
export interface JobOutput {
  readonly tell: Tell;
  end(): void;
}

export function openJobOutput(write: (line: string) => void): JobOutput {
  const word = randomBytes(16).toString('hex');
  write(`::stop-commands::${word}`);
  return {
    tell: (event) => {
      for (const line of logLines(event)) {
        write(`[${line.source}] ${line.text.replaceAll(/[\r\n]+/g, ' ')}`);
      }
    },
    end: () => write(`::${word}::`),
  };
}
