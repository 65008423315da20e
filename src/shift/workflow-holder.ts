import type { RepositoryApi } from '../github/repository-api.js';
import type { Lease } from '../run/record.js';

const WORKFLOW_RUN = /^\d+$/;

/**
 * Whether the workflow run that holds a lease is over (I1): GitHub says so, or it is an earlier attempt of our own. One that was
 * deleted can be asked about no more; it counts as over only when a person told the run to go on or to stop (`asked`), for else
 * nothing could ever repair that run. Should it still be at work, the ledger refuses its next write.
 */
export async function workflowHolderEnded(
  api: Pick<RepositoryApi, 'workflowRunStatus'>,
  us: Pick<Lease, 'workflow_run_id' | 'attempt'>,
  { lease, asked }: { readonly lease: Lease; readonly asked: boolean },
): Promise<boolean> {
  if (lease.workflow_run_id === us.workflow_run_id) {
    return lease.attempt < us.attempt;
  }
  const status = await api.workflowRunStatus(lease.workflow_run_id);
  return status === 'completed' || (status === null && asked && WORKFLOW_RUN.test(lease.workflow_run_id));
}
