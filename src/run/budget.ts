import type { Config } from '../config/config.js';
import type { UnitProgress } from './progress.js';
import type { RunRecord } from './record.js';
import { addRoleUsage, type RoleUsage, roundUsd, totalTokens, totalUsage } from './usage.js';

type Spender = Pick<RunRecord, 'usage' | 'limits'>;

/** Dollars that count against the cap: settled usage, and reservations whose end nobody saw (I5). */
export function spentUsd(record: Spender, extra: RoleUsage = {}): number {
  return roundUsd(totalUsage(addRoleUsage(record.usage.by_role, extra)).usd + record.usage.unsettled_usd);
}

export function spentTokens(record: Spender, extra: RoleUsage = {}): number {
  return totalTokens(totalUsage(addRoleUsage(record.usage.by_role, extra)));
}

/** The record's money with a unit's progress in it that has not been recorded yet. */
export function spenderWith(record: Spender, progress: UnitProgress): Spender {
  return {
    limits: record.limits,
    usage: {
      ...record.usage,
      by_role: addRoleUsage(record.usage.by_role, progress.usage),
      unsettled_usd: roundUsd(record.usage.unsettled_usd + progress.unsettledUsd),
    },
  };
}

/** Which cap is used up, in the original's words, or null. A cap equal to the spending is used up. */
export function exhaustedBudget(record: Spender, extra: RoleUsage = {}): string | null {
  const { max_total_tokens: maxTokens, max_total_usd: maxUsd } = record.limits;
  const tokens = spentTokens(record, extra);
  if (maxTokens !== null && tokens >= maxTokens) {
    return `token budget reached: ${tokens} >= cap ${maxTokens}`;
  }
  const usd = spentUsd(record, extra);
  if (maxUsd !== null && usd >= maxUsd) {
    return `USD budget reached: $${usd.toFixed(4)} >= cap $${maxUsd.toFixed(4)}`;
  }
  return null;
}

/**
 * Most dollars the next dispatch may spend, and therefore what is set aside for it: the configured cap per dispatch,
 * or what is left of the run's budget when that is less.
 */
export function dispatchAllowance(record: Spender, config: Config, extra: RoleUsage = {}): number {
  const perDispatch = config.limits.dispatch_usd;
  const cap = record.limits.max_total_usd;
  if (cap === null) {
    return perDispatch;
  }
  return roundUsd(Math.max(0, Math.min(perDispatch, cap - spentUsd(record, extra))));
}
