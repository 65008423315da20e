import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../base/one-line.js';
import { isHarmless } from './harmless-daemons.js';
import { carries, commandOf, processIds, standingOf } from './process-table.js';

/** A program that was still at work when the one that had started it was gone. */
export interface LeftRunning {
  readonly pid: number;
  /** Its command in one line, bounded: text from outside. */
  readonly command: string;
}

export interface Origin {
  /** Process group of the program that has ended. */
  readonly group: number;
  readonly marker: string;
  /** Nobody waits any longer once it is aborted. */
  readonly signal: AbortSignal | undefined;
}

/** Time between two looks, in milliseconds. */
const LOOK_MS = 25;
/** Commands that are named at most, and the most characters of each. */
const MOST = 10;
const LONGEST = 200;

/**
 * What a program left running: found by our marker and by its process group, without daemons that are known to outlive their callers and
 * without what they started themselves. What ends within `graceMs` does not count. Empty where there is no /proc.
 */
export async function leftRunning(origin: Origin, graceMs: number): Promise<readonly LeftRunning[]> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const found = stillAtWork(origin);
    if (found.length === 0 || origin.signal?.aborted === true) {
      return [];
    }
    if (waited >= graceMs) {
      return found.slice(0, MOST);
    }
    await sleep(LOOK_MS);
  }
}

interface Found {
  readonly parent: number;
  readonly argv: readonly string[];
}

/** The topmost of the processes that count: what a command started belongs to it. */
function stillAtWork(origin: Origin): readonly LeftRunning[] {
  const found = new Map(processIds().flatMap((pid) => look(pid, origin)));
  return (
    [...found]
      .filter(([, { parent, argv }]) => !found.has(parent) && !isHarmless(argv))
      .map(([pid, { argv }]) => ({ pid, command: oneLine(textOf(argv), LONGEST) }))
      // One that is about to be gone has no command any more.
      .filter(({ command }) => command !== '')
  );
}

function look(pid: number, { group, marker }: Origin): readonly (readonly [number, Found])[] {
  const standing = pid === process.pid ? null : standingOf(pid);
  return standing !== null && (standing.group === group || carries(pid, marker))
    ? [[pid, { parent: standing.parent, argv: commandOf(pid) }]]
    : [];
}

function textOf(argv: readonly string[]): string {
  return Buffer.from(argv.join(' '), 'latin1').toString('utf8');
}
