import { type RunFiles, withEvent } from '../../land/run-files.js';
import { park } from '../../run/advance.js';
import type { Decision } from '../../run/decide.js';

/** A run's files with the run put to sleep, when the decision says for what; one that waits already stays as it is. */
export function parked(files: RunFiles, wait: Extract<Decision, { kind: 'wait' }>, now: string): RunFiles {
  if (wait.reason === undefined) {
    return files;
  }
  const step = park(files.record, wait.until, { reason: wait.reason, now });
  return step.ok
    ? withEvent({ ...files, record: step.value }, now, { event: 'parked', code: wait.reason.code, until: wait.until })
    : files;
}
