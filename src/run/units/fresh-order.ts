import { orderNonce } from '../ids.js';
import type { Order, RunRecord } from '../record.js';

/** The order for a unit that begins, on the newest commit; money is set aside for it by whoever issues it. */
export function freshOrder(record: RunRecord, unit: string): Order {
  return {
    nonce: orderNonce(record.run_id, unit, record.head_sha, record.lease?.nonce ?? ''),
    unit,
    stage: 'setup',
    fix: 0,
    base: record.head_sha,
    wip_sha: null,
    test_summary: null,
    findings: [],
    reserved_usd: 0,
    settled_usd: 0,
  };
}
