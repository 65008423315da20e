import { readdirSync, readFileSync } from 'node:fs';

export interface Machinery {
  /** Value of `RUNNER_TRACKING_ID` in every process of the job that kept its environment. */
  readonly trackingId: string;
  /** Entry processes of the job's steps; each leads a session. */
  readonly entries: ReadonlySet<number>;
}

export interface Orphan {
  readonly pid: number;
  readonly name: string;
}

/** Processes that carry the job's tracking id: what a runner ends at the end of a job. Linux only; else none are found. */
export function trackedProcesses(machinery: Machinery): readonly Orphan[] {
  const marker = `RUNNER_TRACKING_ID=${machinery.trackingId}`;
  const found = processes().filter((pid) => (read(`/proc/${pid}/environ`) ?? '').split('\0').includes(marker));
  return found.map((pid) => ({ pid, name: (read(`/proc/${pid}/comm`) ?? '').trim() }));
}

/** Ends everything that the job started, marked or not, as the end of its machine does. */
export function killEverything(machinery: Machinery): void {
  for (let round = 0; round < 20; round += 1) {
    const found = new Set([...trackedProcesses(machinery).map(({ pid }) => pid), ...inSessions(machinery)]);
    if (found.size === 0) {
      return;
    }
    for (const pid of found) {
      kill(pid);
    }
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** Processes in a session that a step's entry process began, and their descendants. */
function inSessions(machinery: Machinery): readonly number[] {
  const mine = new Set<number>(machinery.entries);
  const found: number[] = [];
  for (const pid of processes()) {
    const stat = statOf(pid);
    if (stat !== null && stat.state !== 'Z' && (mine.has(stat.session) || mine.has(stat.parent))) {
      mine.add(pid);
      found.push(pid);
    }
  }
  return found;
}

/** In ascending order of their ids, so that parents mostly come before their children. */
function processes(): readonly number[] {
  try {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return ids
      .map(Number)
      .filter((pid) => pid !== process.pid)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function statOf(pid: number): { state: string; parent: number; session: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) {
    return null;
  }
  const [state = '', parent = '0', , session = '0'] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent), session: Number(session) };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
