import type { RunRecord } from './record.js';
import { addRoleUsage, type RoleUsage, roundUsd, totalTokens, totalUsage } from './usage.js';

type Spent = Pick<RunRecord, 'usage'>;

/** Dollars that count against the run's cap: settled usage, and reservations whose end nobody saw (I5). */
export function spentUsd(record: Spent, extra: RoleUsage = {}): number {
  return roundUsd(totalUsage(addRoleUsage(record.usage.by_role, extra)).usd + record.usage.unsettled_usd);
}

export function spentTokens(record: Spent, extra: RoleUsage = {}): number {
  return totalTokens(totalUsage(addRoleUsage(record.usage.by_role, extra)));
}

/** Dollars that are set aside for work of which nobody knows yet what it costs. Without a lease nothing is at work. */
export function openReservationUsd(record: Pick<RunRecord, 'orders' | 'lease'>): number {
  return record.lease === null
    ? 0
    : roundUsd(Object.values(record.orders).reduce((sum, order) => sum + openUsd(order), 0));
}

/** What of one order's reservation is still open. */
export function openUsd(order: { readonly reserved_usd: number; readonly settled_usd: number }): number {
  return roundUsd(Math.max(0, order.reserved_usd - order.settled_usd));
}
