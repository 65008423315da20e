import { setTimeout as sleep } from 'node:timers/promises';
import { carries, processIds } from './process-table.js';

const ROUNDS = 100;
const ROUND_MS = 10;

/** Ids of the live processes of this user whose environment holds our marker; empty where there is no /proc. */
function markedProcesses(marker: string): readonly number[] {
  return processIds().filter((pid) => pid !== process.pid && carries(pid, marker));
}

/**
 * Kills every process that carries the marker, also those that left the process group, and looks again until none is left
 * (one that forks faster than it is killed gets at most a second of this).
 * @returns how many different processes were killed
 */
export async function killMarked(marker: string): Promise<number> {
  const seen = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = markedProcesses(marker);
    if (found.length === 0) {
      break;
    }
    for (const pid of found) {
      seen.add(pid);
      sendSignal(pid, 'SIGKILL');
    }
    await sleep(ROUND_MS);
  }
  return seen.size;
}

/** Sends a signal to a process, or with a negative id to a group; one that is gone is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or not ours: nothing that we could do about either.
  }
}
