import { finish, haltRun, park } from '../../../src/run/advance.js';
import type { Decision } from '../../../src/run/decide.js';
import { halts } from '../../../src/run/halts.js';
import type { UnitProgress } from '../../../src/run/progress.js';
import type { RunRecord } from '../../../src/run/record.js';
import { addBooked, addRoleUsage } from '../../../src/run/usage.js';
import { spent } from '../samples.js';

/** A record after a decision that is not to work. */
export function stopped(run: RunRecord, decision: Decision, now: string): RunRecord {
  const step =
    decision.kind === 'halt'
      ? haltRun(run, decision.halt, now)
      : decision.kind === 'wait'
        ? park(run, decision.until, { reason: decision.reason ?? halts.noProgress(), now })
        : finish(run, now);
  return step.ok ? step.value : run;
}

/** A unit's progress after one more dispatch: what was seen of its cost, and what was set aside beyond that for an unseen end. */
export function dispatched(
  done: UnitProgress,
  day: string,
  { seen, unsettled }: { readonly seen: number; readonly unsettled: number },
): UnitProgress {
  return {
    ...done,
    stage: 'test',
    usage: addRoleUsage(done.usage, spent(seen)),
    unsettledUsd: done.unsettledUsd + unsettled,
    bookedByDay: addBooked(done.bookedByDay ?? {}, { [day]: { usd: seen + unsettled, tokens: 110 } }),
    dispatches: done.dispatches + 1,
  };
}
