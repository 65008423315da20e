import { openReservationUsd, spentUsd } from '../../run/budget.js';
import { prunedUsd } from '../../run/money/spend.js';
import { roundUsd } from '../../run/usage.js';
import type { Premises } from '../acceptance.js';

/** Why `play` and `rebuy` can do nothing for this issue: its runs have used up `limits.issue_usd`. Null where there is money left. */
export function issueBudgetObstacle(
  { config, ledger }: Pick<Premises, 'config' | 'ledger'>,
  issue: number,
): string | null {
  if (!config.ok || config.issueUsd === null) {
    return null;
  }
  const runs = [...ledger.state.runs.values()].filter((record) => record.issue === issue);
  const spent = roundUsd(
    runs.reduce((sum, record) => sum + spentUsd(record) + openReservationUsd(record), prunedUsd(ledger.state, issue)),
  );
  if (spent < config.issueUsd) {
    return null;
  }
  return [
    `USD budget of issue ${issue} reached: $${spent.toFixed(4)} >= cap $${config.issueUsd.toFixed(4)} (\`limits.issue_usd\`), so nothing was started.`,
    'Raise it in `.github/pitboss.yml` on the default branch, then write the command again.',
  ].join(' ');
}
