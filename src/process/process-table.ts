import { readdirSync, readFileSync } from 'node:fs';

/** Name of the variable that every program of ours, and whatever it starts, carries. */
export const MARKER_VARIABLE = 'PITBOSS_MARKER';

/** Ids of all processes; empty where there is no /proc. */
export function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Whether the environment that a process began with holds our marker; false for one that is gone or not ours to look at. */
export function carries(pid: number, marker: string): boolean {
  const environment = readProcess(pid, 'environ');
  return environment !== null && `\0${environment}`.includes(`\0${MARKER_VARIABLE}=${marker}\0`);
}

/** Where a live process belongs. */
export interface Standing {
  readonly parent: number;
  readonly group: number;
}

/** Null for one that is gone, or dead and only not collected yet. */
export function standingOf(pid: number): Standing | null {
  // The name, in parentheses, may hold anything; the fields stand behind the last one.
  const fields = /^\d+ \(.*\) (\S) (\d+) (\d+) /s.exec(readProcess(pid, 'stat') ?? '');
  return fields === null || fields[1] === 'Z' || fields[1] === 'X'
    ? null
    : { parent: Number(fields[2]), group: Number(fields[3]) };
}

/** Program and arguments as the process shows them now; it may have changed them. Empty for one that is gone. */
export function commandOf(pid: number): readonly string[] {
  return (readProcess(pid, 'cmdline') ?? '').replace(/\0+$/, '').split('\0');
}

/** Read synchronously: /proc is memory, and a thread-pool round trip for each process costs more than the read. */
function readProcess(pid: number, file: 'environ' | 'stat' | 'cmdline'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return null;
  }
}
