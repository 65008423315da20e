import type { Result } from '../../base/result.js';
import type { DocumentError } from '../../documents/document-error.js';
import { isRemoved, type QueueEntry } from '../../run/queue.js';

/** Why no more can be shown of a run than that it is there. */
export function whyShort(entry: QueueEntry, plan: Result<unknown, DocumentError>): string {
  if (isRemoved(entry)) {
    return 'removed from the ledger, see ledger.keep_runs';
  }
  if (entry.record === null || plan.ok) {
    return 'no shift has taken it up yet';
  }
  const { line, what } = plan.error;
  return `its plan.md on the ledger cannot be read: ${line === null ? '' : `line ${line}: `}${what}`;
}
