import { stableJson } from '../base/stable-json.js';
import type { LedgerState } from '../ledger/ledger.js';
import { spendPath } from '../ledger/paths.js';
import { spendChanges } from '../run/money/spend.js';
import type { RunRecord } from '../run/record.js';

/** The files of `spend/` that go out with a record, in the same commit. */
export function spendFiles(record: RunRecord, state: LedgerState): ReadonlyMap<string, string> {
  const changes = [...spendChanges(state.spend, record)];
  return new Map(changes.map(([day, file]) => [spendPath(day), stableJson(file)]));
}
