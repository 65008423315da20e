import { purposeNow } from '../../land/purpose.js';
import { isoNow, type RunFiles, type WriteOutcome, writeRun } from '../../land/run-files.js';
import { save } from '../../run/advance.js';
import { dispatchAllowance, spenderWith } from '../../run/money/allowance.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { dayOf } from '../../run/usage.js';
import { type Reservation, reservationOf } from '../money/set-aside.js';
import type { CycleInput } from '../unit-cycle.js';

/** Keeps what a planning unit has spent on the record; there is no tree to keep. */
export interface PlanningKeeper {
  /** Money for the next dispatch, on the record before it starts; null when it could not be recorded. */
  setAside(progress: UnitProgress): Promise<Reservation | null>;
  /** The last word on a unit that did not get done. */
  final(progress: UnitProgress, change: (files: RunFiles) => RunFiles): Promise<WriteOutcome>;
}

export function planningKeeper({ land, config, pacer }: CycleInput, before: RunFiles, order: Order): PlanningKeeper {
  let saved = 0;
  const lease = before.record.lease;

  async function keep(progress: UnitProgress, change: (files: RunFiles) => RunFiles): Promise<WriteOutcome> {
    const purpose = purposeNow(land, before.record, order.unit);
    const spender = spenderWith(before.record, purpose, progress);
    const allowanceUsd = dispatchAllowance(spender, purpose, config.limits.dispatch_usd);
    const step = save(before.record, order, { progress, wipSha: null, allowanceUsd, now: isoNow(land.clock) });
    if (!step.ok || lease === null) {
      return { kind: 'lost', reason: 'this shift holds no lease' };
    }
    const files = change({ ...before, record: step.value });
    const outcome = await writeRun(land, files, { message: `${order.unit} noted`, lease });
    if (outcome.kind === 'written') {
      saved = progress.dispatches;
    }
    return outcome;
  }

  return {
    async setAside(progress) {
      const recorded = reservationOf(land, before.record.run_id, order);
      const today = recorded?.day === dayOf(isoNow(land.clock));
      if (recorded !== null && today && recorded.usd > 0 && progress.dispatches === saved) {
        return recorded;
      }
      pacer.note();
      const outcome = await keep(progress, (files) => files);
      return outcome.kind === 'written' ? reservationOf(land, before.record.run_id, order) : null;
    },
    final: keep,
  };
}
