import type { Caller } from './calls/caller.js';
import type { RepositoryApi } from './repository-api.js';
import { dispatchSchema, readAs, workflowRunSchema, workflowRunsSchema } from './schemas.js';

type Workflows = Pick<RepositoryApi, 'dispatch' | 'workflowRunStatus'> & DispatchFinder & RunTimes;

/** Finds what a dispatch led to, for those who do not know whether it happened. */
export interface DispatchFinder {
  /** The newest workflow run whose name shows this nonce (the workflow's `run-name` does), or null. */
  findDispatch(workflow: string, nonce: string): Promise<DispatchedRun | null>;
}

export interface RunTimes {
  /** When a workflow run was created (ISO 8601), the same at each attempt of it; null when GitHub does not know it. */
  workflowRunCreatedAt(runId: string): Promise<string | null>;
}

export interface DispatchedRun {
  readonly runId: number;
  readonly status: string;
}

interface Dispatch {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const RECENT_RUNS = 100;

export function workflows(caller: Caller): Workflows {
  return {
    dispatch: (workflow, ref, inputs) => dispatch(caller, { workflow, ref, inputs }),
    findDispatch: (workflow, nonce) => findDispatch(caller, workflow, nonce),
    async workflowRunStatus(runId) {
      if (!/^\d{1,20}$/.test(runId)) {
        return null;
      }
      const doing = `reading the workflow run ${runId}`;
      const response = await caller.read(`/actions/runs/${runId}`, doing);
      return response === null ? null : (readAs(workflowRunSchema, response.data, doing).status ?? 'unknown');
    },
    async workflowRunCreatedAt(runId) {
      const doing = `reading the workflow run ${runId}`;
      const response = await caller.read(`/actions/runs/${encodeURIComponent(runId)}`, doing);
      return response === null ? null : (readAs(workflowRunSchema, response.data, doing).created_at ?? null);
    },
  };
}

/** Asks for the run's id (older servers answer 204 without it, and some refuse the question). */
function dispatch(caller: Caller, request: Dispatch): Promise<{ readonly runId: number | null }> {
  const { workflow, ref, inputs } = request;
  const doing = `dispatching the workflow ${workflow}`;
  const nonce = inputs.nonce;
  let details = true;
  async function send(): Promise<{ readonly runId: number | null }> {
    const body = { ref, inputs, ...(details ? { return_run_details: true } : {}) };
    const response = await caller.send('POST', `/actions/workflows/${encodeURIComponent(workflow)}/dispatches`, body);
    const parsed = dispatchSchema.safeParse(response.data);
    return { runId: parsed.success ? parsed.data.workflow_run_id : null };
  }
  return caller.write('dispatch', {
    doing,
    onAmbiguous: nonce === undefined ? 'fail' : () => findDispatch(caller, workflow, nonce),
    send: async () => {
      try {
        return await send();
      } catch (error) {
        if (details && error instanceof Error && error.message.includes('return_run_details')) {
          details = false;
          return await send();
        }
        throw error;
      }
    },
  });
}

async function findDispatch(caller: Caller, workflow: string, nonce: string): Promise<DispatchedRun | null> {
  const doing = `looking for a dispatched run of ${workflow}`;
  const path = `/actions/workflows/${encodeURIComponent(workflow)}/runs`;
  const response = await caller.read(`${path}?event=workflow_dispatch&per_page=${RECENT_RUNS}`, doing);
  const runs = response === null ? [] : readAs(workflowRunsSchema, response.data, doing).workflow_runs;
  const found = runs.find((run) => (run.display_title ?? '').includes(nonce));
  return found === undefined ? null : { runId: found.id, status: found.status ?? 'unknown' };
}
