import type { Config } from '../../config/config.js';
import type { RunRecord } from '../record.js';

/**
 * The limits that a configuration sets, as a record keeps them. They are taken anew at each claim: a raised or lowered cap counts
 * from the next shift on, for what was spent before as well.
 */
export function limitsOf({ budgets, limits, sweep }: Config): RunRecord['limits'] {
  return {
    max_total_usd: budgets.max_total_usd ?? null,
    max_total_tokens: budgets.max_total_tokens ?? null,
    phase_usd: limits.phase_usd ?? null,
    issue_usd: limits.issue_usd ?? null,
    day_usd: limits.day_usd ?? null,
    escalate_after: sweep.escalate_after,
  };
}
