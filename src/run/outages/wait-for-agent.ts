import { haltRun, type Step, step } from '../advance.js';
import { halts } from '../halts.js';
import type { RunRecord } from '../record.js';
import type { Wait } from './patience.js';

/**
 * Puts a run to sleep because its agent cannot work now; once it has slept as often as it may without landing anything, it halts. A shift
 * that ended so does not count among `limits.max_shifts`: how often that happens has a bound of its own.
 */
export function waitForAgent(
  record: RunRecord,
  { until, reason }: Wait,
  { most, now }: { readonly most: number; readonly now: string },
): Step {
  const waits = record.agent_waits ?? 0;
  if (waits >= most) {
    return haltRun(record, halts.agentStaysAway(waits, most, reason), now);
  }
  return step(record, 'park', {
    wake_at: until,
    wait: reason,
    agent_waits: waits + 1,
    shifts: Math.max(0, record.shifts - 1),
    idle_shifts: 0,
    updated_at: now,
  });
}
