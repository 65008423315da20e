import type { QueueEntry } from '../../run/queue.js';
import { movesRun } from '../../run/trigger.js';
import type { CommandPorts } from '../ports.js';

/** Leases of other machines than GitHub's are not GitHub's to judge. */
const WORKFLOW_RUN = /^\d+$/;

/**
 * Whether a lease outlived its holder: GitHub says that the workflow run is completed, or it was deleted (404). A deleted one could
 * in theory still be at work, so that counts only when a person asks for it (an unapplied `rebuy` or `fold`); the shift judges alike.
 */
export async function isAbandoned(ports: CommandPorts, entry: QueueEntry, asked = isAsked(entry)): Promise<boolean> {
  const { lease } = entry;
  if (lease === null) {
    return false;
  }
  const status = await ports.api.workflowRunStatus(lease.workflow_run_id);
  if (status !== null) {
    return status === 'completed';
  }
  return asked && WORKFLOW_RUN.test(lease.workflow_run_id);
}

function isAsked(entry: QueueEntry): boolean {
  return entry.inbox.some(movesRun);
}
