import { type RunFiles, withEvent } from '../../land/run-files.js';
import { park } from '../../run/advance.js';
import type { Decision } from '../../run/decide.js';

/** A run's files with the run put to sleep, when the decision says for what, or until a person speaks; one that waits already stays as it is. */
export function parked(files: RunFiles, wait: Extract<Decision, { kind: 'wait' | 'ask' }>, now: string): RunFiles {
  if (wait.reason === undefined) {
    return files;
  }
  const until = wait.kind === 'ask' ? null : wait.until;
  const step = park(files.record, until, { reason: wait.reason, now });
  return step.ok
    ? withEvent({ ...files, record: step.value }, now, { event: 'parked', code: wait.reason.code, until })
    : files;
}
