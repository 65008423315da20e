import type { LocalServer } from '../../contract.js';
import type { Workflow } from '../workflow/registry.js';
import type { JobView, RunView } from './model.js';

/** The REST shape of a workflow. */
export function workflowJson(server: LocalServer, workflow: Workflow): Readonly<Record<string, unknown>> {
  const base = `${server.url}/repos/${workflow.repository}`;
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: iso(0),
    updated_at: iso(0),
    url: `${base}/actions/workflows/${workflow.id}`,
    html_url: `${server.url}/${workflow.repository}/blob/HEAD/${workflow.path}`,
    badge_url: `${server.url}/${workflow.repository}/workflows/badge.svg`,
  };
}

/** The REST and webhook shape of a run. */
export function runJson(server: LocalServer, run: RunView): Readonly<Record<string, unknown>> {
  return {
    id: run.id,
    node_id: `WFR_${run.id}`,
    name: run.workflowName,
    display_title: run.title,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    head_commit: { id: run.headSha },
    path: run.path,
    run_number: run.runNumber,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    ...runLinks(server, run),
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    run_started_at: iso(run.startedAt),
    actor: server.user(run.actor),
    triggering_actor: server.user(run.triggeringActor),
    repository: server.repository(run.repository),
    head_repository: server.repository(run.repository),
  };
}

function runLinks(server: LocalServer, run: RunView): Readonly<Record<string, unknown>> {
  const base = `${server.url}/repos/${run.repository}/actions`;
  const url = `${base}/runs/${run.id}`;
  return {
    url,
    html_url: `${server.url}/${run.repository}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${base}/workflows/${run.workflowId}`,
  };
}

/** The REST and webhook shape of a job. */
export function jobJson(server: LocalServer, run: RunView, job: JobView): Readonly<Record<string, unknown>> {
  const url = `${server.url}/repos/${run.repository}/actions/jobs/${job.id}`;
  return {
    id: job.id,
    run_id: run.id,
    node_id: `CR_${job.id}`,
    name: job.name,
    workflow_name: run.workflowName,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    run_attempt: run.attempt,
    run_url: `${server.url}/repos/${run.repository}/actions/runs/${run.id}`,
    url,
    html_url: `${server.url}/${run.repository}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(run.startedAt),
    started_at: job.startedAt === null ? null : iso(job.startedAt),
    completed_at: job.completedAt === null ? null : iso(job.completedAt),
    steps: job.steps,
    labels: ['ubuntu-latest'],
    runner_id: job.startedAt === null ? null : job.id,
    runner_name: job.startedAt === null ? null : `Local Actions ${job.id}`,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
