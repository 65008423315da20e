import { halts } from '../run/halts.js';
import type { UsedUp } from '../run/money/allowance.js';
import type { DispatchEnd } from './stage-end.js';
import type { WorkPorts } from './unit.js';
import type { Worksheet } from './worksheet.js';

/** What is set aside for one dispatch, and the day that it counts for. */
export type Money = NonNullable<Awaited<ReturnType<WorkPorts['setAside']>>>;

type MoneyPorts = Pick<WorkPorts, 'barred' | 'setAside'>;

/** No agent starts without money of its own on the record (I5): a crash from here on counts it as spent. */
export async function moneyFor(
  ports: MoneyPorts,
  sheet: Pick<Worksheet, 'progress'>,
): Promise<Money | Exclude<DispatchEnd, { kind: 'done' }>> {
  const before = ports.barred(sheet.progress());
  if (before !== null) {
    return stopped(before);
  }
  const money = await ports.setAside(sheet.progress());
  if (money !== null && money.usd > 0) {
    return money;
  }
  // Another run may have taken what was left while we asked.
  const taken = money === null ? null : ports.barred(sheet.progress());
  return taken === null ? { kind: 'unsaved' } : stopped(taken);
}

function stopped(used: UsedUp): Extract<DispatchEnd, { kind: 'parked' | 'refused' }> {
  return used.cap === 'day' ? { kind: 'parked' } : { kind: 'refused', halt: halts.budgetExceeded(used) };
}

/** The agent stopped at what it was given; which cap made that so little is said by whichever is used up now. */
export function overLimit(ports: MoneyPorts, sheet: Pick<Worksheet, 'progress'>, message: string): DispatchEnd {
  const text = `one dispatch used up its limit: ${message}`;
  return stopped(ports.barred(sheet.progress()) ?? { cap: 'dispatch', text, key: 'limits.dispatch_usd' });
}
