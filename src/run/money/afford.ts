import type { Config } from '../../config/config.js';
import { halts } from '../halts.js';
import type { Halt, Order, RunRecord } from '../record.js';
import { dayOf, nextDay, roundUsd } from '../usage.js';
import { dispatchAllowance, spenderWith, usedUp } from './allowance.js';
import { NO_OTHERS, type OthersSpending } from './caps.js';

export interface Purse {
  readonly record: RunRecord;
  readonly config: Config;
  /** ISO 8601. */
  readonly now: string;
  readonly others?: OthersSpending;
}

export type Afforded =
  | { readonly kind: 'work'; readonly order: Order }
  | { readonly kind: 'halt'; readonly halt: Halt }
  | { readonly kind: 'wait'; readonly until: string; readonly reason: Halt };

/** Sets money for one dispatch aside in an order, or says which cap forbids it. The cap of a day is waited out; every other one halts. */
export function afford(purse: Purse, order: Order): Afforded {
  return affordBeside(purse, order, { most: purse.config.limits.dispatch_usd, setAside: 0 });
}

/** The same beside other orders of the run for which `setAside` dollars are set aside already; at most `most` for this one. */
export function affordBeside(
  { record, now, others = NO_OTHERS }: Purse,
  order: Order,
  { most, setAside }: { readonly most: number; readonly setAside: number },
): Afforded {
  const day = dayOf(now);
  const purpose = { unit: order.unit, day, issue: record.issue, others };
  const spender = setAside === 0 ? record : spenderWith(record, purpose, { usage: {}, unsettledUsd: setAside });
  const used = usedUp(spender, purpose);
  if (used === null) {
    const allowance = dispatchAllowance(spender, purpose, most);
    return {
      kind: 'work',
      order: { ...order, reserved_usd: roundUsd(order.settled_usd + allowance), reserved_on: day },
    };
  }
  if (used.cap === 'day') {
    const until = nextDay(now);
    return { kind: 'wait', until, reason: halts.dayBudgetReached(used, until) };
  }
  return { kind: 'halt', halt: halts.budgetExceeded(used) };
}
