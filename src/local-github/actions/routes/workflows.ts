import type { RouteHandler } from '../../contract.js';
import { workflowJson } from '../runs/views.js';
import type { Workflow } from '../workflow/registry.js';
import { guarded, message, pageOf, repositoryOf } from './access.js';
import type { RouteParts } from './parts.js';
import { listRuns } from './runs.js';

const BASE = '/repos/:owner/:repo/actions';

/** The workflows of the default branch, and the concurrency groups in use. */
export function addWorkflowRoutes(parts: RouteParts): void {
  const { server, registry } = parts;

  function one(
    handler: (workflow: Workflow, call: Parameters<RouteHandler>[0]) => ReturnType<RouteHandler>,
  ): RouteHandler {
    return guarded('actions', 'read', async (call) => {
      const workflow = await registry.find(repositoryOf(call), call.params.id ?? '');
      return workflow === null ? message(404, 'Not Found') : handler(workflow, call);
    });
  }

  const list: RouteHandler = async (call) => {
    const all = await registry.at(repositoryOf(call));
    const workflows = pageOf(all, call.query).map((item) => workflowJson(server, item));
    return { status: 200, body: { total_count: all.length, workflows } };
  };
  const groups: RouteHandler = async (call) => {
    const all = parts.concurrency.groups(repositoryOf(call));
    const names = all.map(({ name, pending }) => ({ group_name: name, pending_count: pending.length }));
    return { status: 200, body: { total_count: all.length, concurrency_groups: names } };
  };

  server.route('GET', `${BASE}/workflows`, guarded('actions', 'read', list));
  server.route(
    'GET',
    `${BASE}/workflows/:id`,
    one(async (workflow) => ({ status: 200, body: workflowJson(server, workflow) })),
  );
  server.route(
    'GET',
    `${BASE}/workflows/:id/runs`,
    one(async (workflow, call) => listRuns(parts, call, workflow.id)),
  );
  server.route('GET', `${BASE}/concurrency_groups`, guarded('actions', 'read', groups));
}
