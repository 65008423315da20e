import type { Order, RunRecord } from '../record.js';

/** The commit that a unit's tree is held against: the run's head, but for a session beside which others may have landed. */
export function groundOf({ head_sha: head }: Pick<RunRecord, 'head_sha'>, order: Order): string {
  return order.session === undefined ? head : order.base;
}
