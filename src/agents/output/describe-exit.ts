import type { ProgramExit } from '../../process/program.js';

const MESSAGE_LENGTH = 600;

/** How a program ended, as the end of a sentence: `exited with code 1`. */
export function describeExit(exit: ProgramExit): string {
  switch (exit.kind) {
    case 'exited':
      return `exited with code ${exit.code}`;
    case 'signalled':
      return `was ended by ${exit.signal}`;
    case 'timeout':
      return 'was stopped at its time limit';
    case 'cancelled':
      return 'was stopped on request';
    case 'missing':
      return `could not be found (${exit.program})`;
    case 'spawn_failed':
      return `could not be started: ${exit.message}`;
  }
}

export function exitedWell(exit: ProgramExit): boolean {
  return exit.kind === 'exited' && exit.code === 0;
}

/** A message for people: white space at the ends dropped, at most two lines, bounded. */
export function shortMessage(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const short = lines.slice(0, 2).join('\n');
  return short.length > MESSAGE_LENGTH ? `${short.slice(0, MESSAGE_LENGTH - 1)}…` : short;
}
