import type { RunRecord } from '../record.js';
import { fitted } from './allowance.js';
import { othersSpending, reservedOn, type SpendingLedger } from './spend.js';

/**
 * A record as it may be written on top of this state of the ledger: its open reservation no larger than what other runs leave
 * under the caps that are shared with them (I5). The push is a compare-and-swap, so two runs cannot reserve the same money.
 */
export function fittedRecord(record: RunRecord, ledger: SpendingLedger): RunRecord {
  if (record.lease === null) {
    return record;
  }
  const orders = Object.entries(record.orders).map(([nonce, order]) => {
    const day = reservedOn(order, record);
    const others = othersSpending(ledger, record, day);
    return [nonce, fitted(order, record, { unit: order.unit, day, issue: record.issue, others })] as const;
  });
  return { ...record, orders: Object.fromEntries(orders) };
}
