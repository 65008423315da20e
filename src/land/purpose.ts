import { NO_OTHERS, type Purpose } from '../run/money/caps.js';
import { othersSpending } from '../run/money/spend.js';
import type { RunRecord } from '../run/record.js';
import { dayOf } from '../run/usage.js';
import { isoNow, type LandPorts } from './run-files.js';

/** What a unit's next dispatch would be paid from now, as far as this process has read the ledger. */
export function purposeNow(
  ports: Pick<LandPorts, 'ledger' | 'clock'>,
  run: Pick<RunRecord, 'run_id' | 'issue'>,
  unit: string,
): Purpose {
  const day = dayOf(isoNow(ports.clock));
  const latest = ports.ledger.latest();
  const others = latest === null ? NO_OTHERS : othersSpending(latest, run, day);
  return { unit, day, issue: run.issue, others };
}
