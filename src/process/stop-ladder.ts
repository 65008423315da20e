import { sendSignal } from './marker-sweep.js';
import type { StopStep } from './program.js';

export const DEFAULT_STOP: readonly StopStep[] = [{ signal: 'SIGTERM', target: 'group', graceMs: 5_000 }];

/**
 * Stops a process that leads its group: each step's signal, then its grace, until the process has ended; SIGKILL to the group
 * is always the last step.
 * @param ended resolves when the process has ended
 * @returns whether it ended within `killWaitMs` of the last step; a process stuck inside the kernel does not
 */
export async function climbStopLadder(options: {
  readonly pid: number;
  readonly steps: readonly StopStep[];
  readonly ended: Promise<unknown>;
  readonly killWaitMs: number;
}): Promise<boolean> {
  const { pid, steps, ended, killWaitMs } = options;
  const last: StopStep = { signal: 'SIGKILL', target: 'group', graceMs: killWaitMs };
  for (const step of [...steps, last]) {
    sendSignal(step.target === 'group' ? -pid : pid, step.signal);
    if (await within(ended, step.graceMs)) {
      return true;
    }
  }
  return false;
}

/** True when `promise` settles within `ms` milliseconds. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([settled, late]);
  clearTimeout(timer);
  return result;
}
