import { type RunFiles, withEvent } from '../../land/run-files.js';
import type { Wait } from '../../run/outages/patience.js';
import { waitForAgent } from '../../run/outages/wait-for-agent.js';

/** A run's files with the run asleep until its agent can work again, or halted because it has slept too often. */
export function asleep(files: RunFiles, wait: Wait, bound: { readonly most: number; readonly now: string }): RunFiles {
  const step = waitForAgent(files.record, wait, bound);
  if (!step.ok) {
    return files;
  }
  const { status, halt } = step.value;
  const event =
    status === 'waiting'
      ? { event: 'parked', code: wait.reason.code, until: wait.until }
      : { event: 'halted', code: halt?.code };
  return withEvent({ ...files, record: step.value }, bound.now, event);
}
