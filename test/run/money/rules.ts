import { claim } from '../../../src/run/advance.js';
import { fittedRecord } from '../../../src/run/money/fit-record.js';
import { settleLost } from '../../../src/run/money/settle-lost.js';
import { type SpendDay, spendChanges } from '../../../src/run/money/spend.js';
import type { RunRecord } from '../../../src/run/record.js';

/** What the ledger holds of money. */
export interface Books {
  readonly runs: Map<string, RunRecord>;
  readonly spend: Map<string, SpendDay>;
}

/** The rules of the real program that a test may break, to see that the property notices. */
export interface Rules {
  readonly claim: typeof claim;
  readonly settleLost: typeof settleLost;
  /** A compare-and-swap: `ledger` is what stands there, `reading` what the writer saw when it decided. */
  readonly write: (ledger: Books, reading: Books, run: RunRecord) => Books;
  /** Whether money that was set aside yesterday is set aside anew today. */
  readonly renews: boolean;
  /** Whether a dispatch gets what the ledger shows, or what its shift asked for. */
  readonly trusts: 'ledger' | 'itself';
  /** How many times its allowance an agent may take at most, where its end is seen. */
  readonly overshoot: number;
}

export const REAL: Rules = {
  claim,
  settleLost,
  write: (ledger, _reading, run) => written(ledger, ledger, fittedRecord(run, ledger)),
  renews: true,
  trusts: 'ledger',
  overshoot: 1,
};

function written(ledger: Books, seen: Books, run: RunRecord): Books {
  const changes = spendChanges(seen.spend, run);
  return { runs: new Map([...ledger.runs, [run.run_id, run]]), spend: new Map([...ledger.spend, ...changes]) };
}

function withoutReservations(run: RunRecord): RunRecord {
  const orders = Object.entries(run.orders).map(
    ([nonce, order]) => [nonce, { ...order, reserved_usd: order.settled_usd }] as const,
  );
  return { ...run, orders: Object.fromEntries(orders) };
}

/** One rule each left out; each must be caught. */
export const BROKEN: Readonly<Record<string, Partial<Rules>>> = {
  'a takeover that forgets what the dead shift had set aside': {
    claim: (run, held, now) => claim({ ...run, lease: null }, held, now),
  },
  'a settling step that forgets what the dead shift had set aside': { settleLost: (run) => run },
  'records that set nothing aside': {
    write: (ledger, _reading, run) => written(ledger, ledger, withoutReservations(run)),
    trusts: 'itself',
  },
  'a reservation that is not fitted again to what others took meanwhile': {
    write: (ledger, _reading, run) => written(ledger, ledger, run),
  },
  "a day's file that is written as it was read, without others' later entries": {
    write: (ledger, reading, run) => written(ledger, reading, fittedRecord(run, ledger)),
  },
  'money of yesterday that is spent today': { renews: false },
};
