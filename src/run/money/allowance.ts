import { openUsd, spentTokens } from '../budget.js';
import type { Order } from '../record.js';
import { roundUsd } from '../usage.js';
import { type Account, book, type Spending } from './book.js';
import { type CapName, capsOf, leftUsd, type Purpose, type Spender } from './caps.js';

/** A cap that forbids any further dispatch. */
export interface UsedUp {
  readonly cap: CapName | 'tokens' | 'dispatch';
  /** What happened, in the original's words where it had them. */
  readonly text: string;
  /** The configuration's key that sets it. */
  readonly key: string;
}

/** The record's money with a unit's spending in it that has not been recorded yet. */
export function spenderWith(record: Spender, account: Account, spending: Spending): Spender {
  return { limits: record.limits, usage: book(record.usage, account, spending) };
}

/** Which cap is used up, or null. A cap equal to the spending is used up. The day's comes last: it alone passes by itself. */
export function usedUp(record: Spender, purpose: Purpose): UsedUp | null {
  const maxTokens = record.limits.max_total_tokens;
  const tokens = spentTokens(record);
  if (maxTokens !== null && tokens >= maxTokens) {
    const text = `token budget reached: ${tokens} >= cap ${maxTokens}`;
    return { cap: 'tokens', text, key: record.limits.tokens_key ?? 'budgets.max_total_tokens' };
  }
  const cap = capsOf(record, purpose).find((each) => leftUsd(each) <= 0);
  if (cap === undefined) {
    return null;
  }
  const whose = cap.cap === 'run' ? '' : ` of ${cap.name}`;
  const text = `USD budget${whose} reached: $${cap.spentUsd.toFixed(4)} >= cap $${cap.capUsd.toFixed(4)}`;
  return { cap: cap.cap, text, key: cap.key };
}

/** Tokens of every kind that the run may still use; null where they are not limited. */
export function leftTokens(record: Spender): number | null {
  const { max_total_tokens: most } = record.limits;
  return most === null ? null : Math.max(0, most - spentTokens(record));
}

/**
 * Most dollars the next dispatch may spend, and therefore what is set aside for it: the configured cap per dispatch, or what is
 * left under the narrowest of the other caps when that is less.
 */
export function dispatchAllowance(record: Spender, purpose: Purpose, perDispatchUsd: number): number {
  return roundUsd(Math.min(perDispatchUsd, ...capsOf(record, purpose).map(leftUsd)));
}

/** An order whose open reservation is no more than the caps leave. Other runs may have taken money since it was asked for. */
export function fitted(order: Order, record: Spender, purpose: Purpose): Order {
  const open = dispatchAllowance(record, purpose, openUsd(order));
  return open === openUsd(order) ? order : { ...order, reserved_usd: roundUsd(order.settled_usd + open) };
}
