import { spentUsd } from '../../../src/run/budget.js';
import type { SpendDay } from '../../../src/run/money/spend.js';
import type { RunRecord } from '../../../src/run/record.js';
import { roundUsd, totalTokens, totalUsage } from '../../../src/run/usage.js';

/**
 * What the days' files say, over all days (a run may work past midnight). Amounts differ between a run that was killed and one that was
 * not; that they agree with the record, and that nothing is set aside any more, does not.
 */
export function moneyForm(records: readonly RunRecord[], days: readonly SpendDay[]): readonly string[] {
  return records.map((record) => {
    const entries = days.flatMap((day) => day.runs[record.run_id] ?? []);
    const sum = (amounts: readonly number[]): number => roundUsd(amounts.reduce((total, each) => total + each, 0));
    const issues = [...new Set(entries.map((entry) => entry.issue))].join(', ');
    const settled = sum(entries.map((entry) => entry.settled_usd));
    const tokens = sum(entries.map((entry) => entry.tokens));
    const recorded = totalTokens(totalUsage(record.usage.by_role));
    return [
      `${record.run_id} for issue ${issues}`,
      `reserved $${sum(entries.map((entry) => entry.reserved_usd))}`,
      settled === spentUsd(record) ? 'spent as recorded' : `spent $${settled}, recorded $${spentUsd(record)}`,
      tokens === recorded ? 'tokens as recorded' : `tokens ${tokens}, recorded ${recorded}`,
    ].join('; ');
  });
}
