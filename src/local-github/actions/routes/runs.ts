import type { RouteCall, RouteHandler, RouteReply } from '../../contract.js';
import type { Run, RunView } from '../runs/model.js';
import { viewOf } from '../runs/store.js';
import { jobJson, runJson } from '../runs/views.js';
import { actorOf, guarded, message, pageOf, repositoryOf } from './access.js';
import type { RouteParts } from './parts.js';

const BASE = '/repos/:owner/:repo/actions/runs';

/** Reading, cancelling and repeating runs. */
export function addRunRoutes(parts: RouteParts): void {
  const { server, store, scheduler } = parts;

  function read(path: string, handler: (run: Run, call: RouteCall) => RouteReply): void {
    server.route('GET', `${BASE}/:id${path}`, guarded('actions', 'read', withRun(handler)));
  }
  function write(path: string, handler: (run: Run, call: RouteCall) => RouteReply): void {
    server.route('POST', `${BASE}/:id${path}`, guarded('actions', 'write', withRun(handler)));
  }
  function withRun(handler: (run: Run, call: RouteCall) => RouteReply): RouteHandler {
    return async (call) => {
      const run = store.get(Number(call.params.id));
      const known = run !== null && run.repository.toLowerCase() === repositoryOf(call).toLowerCase();
      return known ? handler(run, call) : message(404, 'Not Found');
    };
  }

  server.route(
    'GET',
    BASE,
    guarded('actions', 'read', async (call) => listRuns(parts, call)),
  );
  read('', (run) => ({ status: 200, body: runJson(server, viewOf(run)) }));
  read('/jobs', (run, call) => listJobs(parts, viewOf(run), call));
  read('/artifacts', (run, call) => listArtifacts(parts, run, call));
  write('/cancel', (run) => cancelled(scheduler.cancel(run, false)));
  write('/force-cancel', (run) => cancelled(scheduler.cancel(run, true)));
  write('/approve', () => message(403, 'This run is not from a fork pull request or from a pull request of a bot.'));
  write('/rerun', (run, call) => again(parts, run, { actor: actorOf(call.auth), failedOnly: false }));
  write('/rerun-failed-jobs', (run, call) => again(parts, run, { actor: actorOf(call.auth), failedOnly: true }));
}

function cancelled(done: boolean): RouteReply {
  return done ? { status: 202, body: {} } : message(409, 'Cannot cancel a workflow run that is completed.');
}

/** Repeats a finished run; releases a held one. */
function again(parts: RouteParts, run: Run, how: { actor: string; failedOnly: boolean }): RouteReply {
  if (run.status === 'action_required') {
    parts.scheduler.release(run);
    return { status: 201, body: {} };
  }
  if (run.status !== 'completed') {
    return message(403, 'This workflow run cannot be retried: it is still running.');
  }
  if (run.attempt > 50) {
    return message(403, 'This workflow run cannot be retried: it was repeated 50 times.');
  }
  parts.scheduler.rerun(run, how.actor, how.failedOnly);
  return { status: 201, body: {} };
}

/** Runs of a repository, the newest first; `status` also takes a conclusion. */
export function listRuns(parts: RouteParts, call: RouteCall, workflowId?: number): RouteReply {
  const { query } = call;
  const status = query.get('status');
  const filters: readonly ((run: RunView) => boolean)[] = [
    (run) => workflowId === undefined || run.workflowId === workflowId,
    (run) => status === null || run.status === status || run.conclusion === status,
    (run) => matches(query.get('event'), run.event),
    (run) => matches(query.get('branch'), run.headBranch),
    (run) => matches(query.get('actor'), run.actor),
    (run) => matches(query.get('head_sha'), run.headSha),
  ];
  const all = parts.store
    .all(repositoryOf(call))
    .map(viewOf)
    .filter((run) => filters.every((filter) => filter(run)))
    .sort((a, b) => b.id - a.id);
  const page = pageOf(all, query).map((run) => runJson(parts.server, run));
  return { status: 200, body: { total_count: all.length, workflow_runs: page } };
}

function matches(wanted: string | null, actual: string): boolean {
  return wanted === null || wanted === actual;
}

function listJobs(parts: RouteParts, run: RunView, call: RouteCall): RouteReply {
  const jobs = pageOf(run.jobs, call.query).map((job) => jobJson(parts.server, run, job));
  return { status: 200, body: { total_count: run.jobs.length, jobs } };
}

function listArtifacts(parts: RouteParts, run: Run, call: RouteCall): RouteReply {
  const wanted = call.query.get('name');
  const all = parts.artifacts.of(run.id).filter((item) => matches(wanted, item.name));
  const artifacts = pageOf(all, call.query).map(({ id, name, expiresAt }) => ({
    ...{ id, name, expired: parts.clock.now() >= expiresAt, node_id: `A_${id}` },
    expires_at: new Date(expiresAt).toISOString(),
    url: `${parts.server.url}/repos/${run.repository}/actions/artifacts/${id}`,
    workflow_run: { id: run.id, head_branch: viewOf(run).headBranch, head_sha: run.cause.sha },
  }));
  return { status: 200, body: { total_count: all.length, artifacts } };
}
