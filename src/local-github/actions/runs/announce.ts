import type { HubEvent, LocalServer } from '../../contract.js';
import type { Job, Run } from './model.js';
import { viewOf } from './store.js';
import { jobJson, runJson, workflowJson } from './views.js';

/** Tells the App, and the workflows that listen for `workflow_run`, that a run or job moved. */
export interface Announcer {
  run(run: Run, action: 'requested' | 'in_progress' | 'completed'): void;
  job(run: Run, job: Job, action: 'queued' | 'in_progress' | 'completed'): void;
}

export function createAnnouncer(server: LocalServer, onEvent: (event: HubEvent, depth: number) => void): Announcer {
  function announceRun(run: Run, action: 'requested' | 'in_progress' | 'completed'): void {
    const payload = {
      action,
      workflow_run: runJson(server, viewOf(run)),
      workflow: workflowJson(server, run.workflow),
      ...common(run),
    };
    server.deliver(run.repository, 'workflow_run', payload);
    const event = { name: 'workflow_run', action, repository: run.repository, payload };
    onEvent({ ...event, actor: run.triggeringActor, via: 'app' }, run.cause.depth + 1);
  }

  function announceJob(run: Run, job: Job, action: 'queued' | 'in_progress' | 'completed'): void {
    const view = viewOf(run);
    const found = view.jobs.find((item) => item.id === job.id);
    if (found !== undefined) {
      const payload = { action, workflow_job: jobJson(server, view, found), ...common(run) };
      server.deliver(run.repository, 'workflow_job', payload);
    }
  }

  function common(run: Run): Readonly<Record<string, unknown>> {
    return { repository: server.repository(run.repository), sender: server.user(run.triggeringActor) };
  }

  return { run: announceRun, job: announceJob };
}
