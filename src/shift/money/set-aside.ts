import { purposeNow } from '../../land/purpose.js';
import type { LandPorts } from '../../land/run-files.js';
import { openUsd } from '../../run/budget.js';
import { leftTokens, spenderWith, type UsedUp, usedUp } from '../../run/money/allowance.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order, RunRecord } from '../../run/record.js';

/** Money that the ledger shows as set aside for the next dispatch of a unit. */
export interface Reservation {
  readonly usd: number;
  /** The UTC day that it counts for. */
  readonly day: string;
  /** Tokens that the run has left; null where they are not limited. */
  readonly tokens: number | null;
}

/** What is set aside for this order by the record as it was pushed last; whatever this process believes, only that counts. */
export function reservationOf(land: LandPorts, runId: string, order: Order): Reservation | null {
  const record = land.ledger.latest()?.runs.get(runId);
  const recorded = record?.orders[order.nonce];
  return record === undefined || recorded?.reserved_on === undefined
    ? null
    : { usd: openUsd(recorded), day: recorded.reserved_on, tokens: leftTokens(record) };
}

/** Which cap forbids a further dispatch of a unit, given what it spent since `record`. */
export function barred(land: LandPorts, record: RunRecord, unit: string, progress: UnitProgress): UsedUp | null {
  const purpose = purposeNow(land, record, unit);
  return usedUp(spenderWith(record, purpose, progress), purpose);
}
