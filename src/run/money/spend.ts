import { z } from 'zod';
import { openReservationUsd, openUsd, spentUsd } from '../budget.js';
import type { Pruned } from '../pruning/pruned.js';
import type { RunRecord } from '../record.js';
import { dayOf, roundUsd } from '../usage.js';
import type { OthersSpending } from './caps.js';

const entrySchema = z.looseObject({
  issue: z.number().int().nullable(),
  /** Dollars that count as spent on this day. */
  settled_usd: z.number().nonnegative(),
  /** Dollars set aside on this day for work whose cost nobody knows yet. */
  reserved_usd: z.number().nonnegative(),
  tokens: z.number().int().nonnegative(),
});

/** `spend/<yyyy-mm-dd>.json`: what all runs spent on one UTC day. A run's entry is written by that run alone, with its record. */
export const spendDaySchema = z.looseObject({
  schema: z.literal(1),
  day: z.string(),
  runs: z.record(z.string(), entrySchema),
});
export type SpendDay = z.infer<typeof spendDaySchema>;
type Entry = SpendDay['runs'][string];

/** How many days' files a reading of the ledger holds: the newest. Older ones are never read and never written again. */
export const SPEND_DAYS = 3;

/** What of the ledger tells what was spent. */
export interface SpendingLedger {
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly spend: ReadonlyMap<string, SpendDay>;
  readonly pruned?: Pruned | undefined;
}

/** What runs of an issue spent whose records were removed since. */
export function prunedUsd({ pruned }: Pick<SpendingLedger, 'pruned'>, issue: number | null): number {
  return issue === null ? 0 : (pruned?.spent_usd_by_issue[String(issue)] ?? 0);
}

/** What other runs have spent for this run's issue, and on one day. */
export function othersSpending(
  ledger: SpendingLedger,
  run: Pick<RunRecord, 'run_id' | 'issue'>,
  day: string,
): OthersSpending {
  const ofIssue = [...ledger.runs.values()].filter(
    (other) => other.run_id !== run.run_id && other.issue !== null && other.issue === run.issue,
  );
  const ofDay = Object.entries(ledger.spend.get(day)?.runs ?? {}).filter(([id]) => id !== run.run_id);
  return {
    issueUsd: sum([
      prunedUsd(ledger, run.issue),
      ...ofIssue.map((other) => spentUsd(other) + openReservationUsd(other)),
    ]),
    dayUsd: sum(ofDay.map(([, entry]) => entry.settled_usd + entry.reserved_usd)),
  };
}

function sum(amounts: readonly number[]): number {
  return roundUsd(amounts.reduce((total, each) => total + each, 0));
}

/** The days' files that must change so that they say what this record says. Entries of other runs and unknown fields stay as they are. */
export function spendChanges(spend: ReadonlyMap<string, SpendDay>, record: RunRecord): ReadonlyMap<string, SpendDay> {
  const changes = new Map<string, SpendDay>();
  for (const [day, entry] of new Map([...untold(spend, record), ...entriesOf(record)])) {
    const file = spend.get(day) ?? emptyDay(spend, day);
    const known = file?.runs[record.run_id];
    if (file !== null && !same(known, entry)) {
      changes.set(day, { ...file, runs: { ...file.runs, [record.run_id]: { ...known, ...entry } } });
    }
  }
  return changes;
}

/** Days that hold a reservation of this run which has moved to another day meanwhile; where there is more, the record says so. */
function untold(
  spend: ReadonlyMap<string, SpendDay>,
  { run_id, issue }: RunRecord,
): readonly (readonly [string, Entry])[] {
  const days = [...spend].filter(([, file]) => file.runs[run_id] !== undefined);
  return days.map(([day]) => [day, { issue, settled_usd: 0, reserved_usd: 0, tokens: 0 }]);
}

/** A day without a file gets one, unless it may have one that a reading does not hold. */
function emptyDay(spend: ReadonlyMap<string, SpendDay>, day: string): SpendDay | null {
  const days = [...spend.keys()].sort();
  const mayBeOld = days.length >= SPEND_DAYS && day < (days[0] ?? '');
  return mayBeOld ? null : { schema: 1, day, runs: {} };
}

function same(known: Entry | undefined, entry: Entry): boolean {
  return (
    known !== undefined &&
    known.issue === entry.issue &&
    known.settled_usd === entry.settled_usd &&
    known.reserved_usd === entry.reserved_usd &&
    known.tokens === entry.tokens
  );
}

/** What one record says of each day on which it has spent or set aside money. */
function entriesOf(record: RunRecord): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const { issue } = record;
  for (const [day, { usd, tokens }] of Object.entries(record.usage.by_day ?? {})) {
    entries.set(day, { issue, settled_usd: usd, reserved_usd: 0, tokens });
  }
  for (const order of record.lease === null ? [] : Object.values(record.orders)) {
    const day = reservedOn(order, record);
    const entry = entries.get(day) ?? { issue, settled_usd: 0, reserved_usd: 0, tokens: 0 };
    entries.set(day, { ...entry, reserved_usd: roundUsd(entry.reserved_usd + openUsd(order)) });
  }
  return entries;
}

/** The day that an order's reservation counts for. */
export function reservedOn(
  order: { readonly reserved_on?: string | undefined },
  record: Pick<RunRecord, 'updated_at'>,
): string {
  return order.reserved_on ?? dayOf(record.updated_at);
}
