import type { QueueEntry } from '../../run/queue.js';
import type { CommandPorts } from '../ports.js';

/** A run that wrote nothing for longer than GitHub lets any job or re-run live. */
const LONGEST_LIFE_MS = 35 * 24 * 3_600_000;
/** Leases of other machines than GitHub's are not GitHub's to judge. */
const WORKFLOW_RUN = /^\d+$/;

/**
 * Whether a lease outlived its holder: GitHub says that the workflow run is completed, or it was deleted (404). A deleted one could
 * in theory still be at work, so that counts only when a person asks for it (an unapplied `rebuy` or `fold`), or after a long time.
 */
export async function isAbandoned(ports: CommandPorts, entry: QueueEntry, asked = isAsked(entry)): Promise<boolean> {
  const { lease, record } = entry;
  if (lease === null || record === null) {
    return false;
  }
  const status = await ports.api.workflowRunStatus(lease.workflow_run_id);
  if (status !== null) {
    return status === 'completed';
  }
  const old = ports.clock.now() - Date.parse(record.updated_at) > LONGEST_LIFE_MS;
  return WORKFLOW_RUN.test(lease.workflow_run_id) && (asked || old);
}

function isAsked(entry: QueueEntry): boolean {
  return entry.inbox.some((trigger) => trigger.verb !== 'play');
}
