import { readFileSync } from 'node:fs';
import type { Lease } from '../run/record.js';

/** Names this process as the holder of a lease: host, process id and, where the system tells it, its start time. */
export function localHolder(host: string, pid: number): string {
  return `local:${host}:${pid}:${startOf(pid) ?? 'unknown'}`;
}

/** Whether the process that a local lease names is gone for certain. A lease of another host is never judged from here. */
export function localHolderEnded(lease: Lease, host: string): boolean {
  const [kind, name, pid, start] = lease.workflow_run_id.split(':');
  if (kind !== 'local' || name !== host || pid === undefined || !/^\d+$/.test(pid)) {
    return false;
  }
  const now = startOf(Number(pid));
  if (now !== null) {
    return start !== 'unknown' && start !== now;
  }
  return !processAlive(Number(pid));
}

/** Whether a lease names a process of this machine. */
export function heldHere(lease: Lease, host: string): boolean {
  return lease.workflow_run_id.startsWith(`local:${host}:`);
}

/** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat): it tells a reused process id. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Whether a process of this machine is running. */
export function processAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
