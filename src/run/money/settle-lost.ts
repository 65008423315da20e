import { openUsd } from '../budget.js';
import type { RunRecord } from '../record.js';
import { book } from './book.js';
import { reservedOn } from './spend.js';

/** Counts the open reservations of a shift that ended unseen as spent. */
export function settleLost(record: RunRecord): RunRecord {
  const usage = Object.values(record.orders).reduce(
    (booked, order) =>
      book(booked, { unit: order.unit, day: reservedOn(order, record) }, { usage: {}, unsettledUsd: openUsd(order) }),
    record.usage,
  );
  const orders = Object.fromEntries(
    Object.entries(record.orders).map(([nonce, order]) => [nonce, { ...order, reserved_usd: order.settled_usd }]),
  );
  return { ...record, orders, usage };
}
