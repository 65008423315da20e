import { randomBytes } from 'node:crypto';
import { PitbossError } from '../base/pitboss-error.js';
import { logLines } from '../report/log-lines.js';
import type { Tell } from '../report/shift-event.js';
import { sessionGroups } from './output/session-groups.js';

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
  const groups = sessionGroups((command) => {
    // Commands are on for this one line, which is ours from beginning to end.
    write(`::${word}::`);
    write(command);
    write(`::stop-commands::${word}`);
  });
  write(`::stop-commands::${word}`);
  return {
    tell: (event) => {
      groups.before(event);
      for (const line of logLines(event)) {
        write(`[${line.source}] ${line.text.replaceAll(/[\r\n]+/g, ' ')}`);
      }
      groups.after(event);
    },
    end: () => {
      groups.end();
      write(`::${word}::`);
    },
  };
}

export interface FailurePorts {
  /** Fails the job with an annotation. */
  readonly setFailed: (message: string) => void;
  /** Writes a line to the job's log. */
  readonly print: (line: string) => void;
}

/** Ends a job with one sentence for people; where an unexpected error comes from is for the log only. */
export function reportFailure(error: unknown, { setFailed, print }: FailurePorts): void {
  if (error instanceof PitbossError) {
    setFailed(`${error.what} ${error.why} ${error.fix} [${error.code}]`);
    return;
  }
  setFailed(error instanceof Error ? error.message : String(error));
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const line of stack.split('\n').filter((text) => text.trim() !== '')) {
    // The prefix keeps a line of the stack from being taken for a workflow command.
    print(`[pitboss] ${line}`);
  }
}
