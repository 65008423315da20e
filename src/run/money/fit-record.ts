import { openUsd } from '../budget.js';
import type { RunRecord } from '../record.js';
import { fitted, spenderWith } from './allowance.js';
import { othersSpending, reservedOn, type SpendingLedger } from './spend.js';

/**
 * A record as it may be written on top of this state of the ledger: its open reservation no larger than what other runs leave
 * under the caps that are shared with them (I5). The push is a compare-and-swap, so two runs cannot reserve the same money.
 */
export function fittedRecord(record: RunRecord, ledger: SpendingLedger): RunRecord {
  if (record.lease === null) {
    return record;
  }
  const orders: RunRecord['orders'] = {};
  // What is set aside for one session is not there for the next.
  let spender: Pick<RunRecord, 'usage' | 'limits'> = record;
  for (const [nonce, order] of Object.entries(record.orders)) {
    const day = reservedOn(order, record);
    const purpose = { unit: order.unit, day, issue: record.issue, others: othersSpending(ledger, record, day) };
    const fit = fitted(order, spender, purpose);
    orders[nonce] = fit;
    spender = spenderWith(spender, purpose, { usage: {}, unsettledUsd: openUsd(fit) });
  }
  return { ...record, orders };
}
