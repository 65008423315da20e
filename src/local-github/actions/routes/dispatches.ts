import type { RouteCall, RouteReply } from '../../contract.js';
import { isRecord } from '../json.js';
import type { Run } from '../runs/model.js';
import { dispatchInputs } from '../workflow/inputs.js';
import type { Workflow } from '../workflow/registry.js';
import { actorOf, guarded, message, repositoryOf } from './access.js';
import type { RouteParts } from './parts.js';

/** `POST …/actions/workflows/:id/dispatches` and `POST …/dispatches`: the events that also a job's token may cause. */
export function addDispatchRoutes(parts: RouteParts): void {
  const { server, inOrder } = parts;
  server.route(
    'POST',
    '/repos/:owner/:repo/actions/workflows/:id/dispatches',
    guarded('actions', 'write', (call) => inOrder(() => dispatchWorkflow(parts, call))),
  );
  server.route(
    'POST',
    '/repos/:owner/:repo/dispatches',
    guarded('contents', 'write', (call) => inOrder(() => dispatchRepository(parts, call))),
  );
}

async function dispatchWorkflow(parts: RouteParts, call: RouteCall): Promise<RouteReply> {
  const repository = repositoryOf(call);
  const known = await parts.registry.find(repository, call.params.id ?? '');
  if (known === null) {
    return message(404, 'Not Found');
  }
  const { ref } = call.body;
  if (typeof ref !== 'string' || ref === '') {
    return message(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
  }
  const place = await findRef(parts, repository, ref);
  if (place === null) {
    return message(422, `No ref found for: ${ref}`);
  }
  const workflow = (await parts.registry.at(repository, place.sha)).find((item) => item.path === known.path);
  if (workflow === undefined || workflow.file === null) {
    return message(422, workflow?.problem ?? "Workflow does not have 'workflow_dispatch' trigger");
  }
  const inputs = dispatchInputs(workflow.file, call.body.inputs ?? {});
  if (!inputs.ok) {
    return message(422, inputs.error);
  }
  return reply(parts, call, begin(parts, call, { workflow, place, inputs: inputs.value }));
}

interface Place {
  readonly ref: string;
  readonly sha: string;
}

interface Dispatch {
  readonly workflow: Workflow;
  readonly place: Place;
  readonly inputs: Readonly<Record<string, string>>;
}

function begin(parts: RouteParts, call: RouteCall, { workflow, place, inputs }: Dispatch): Run {
  const { server } = parts;
  const actor = actorOf(call.auth);
  const payload = {
    inputs,
    ref: place.ref,
    workflow: workflow.path,
    repository: server.repository(workflow.repository),
    sender: server.user(actor),
  };
  server.deliver(workflow.repository, 'workflow_dispatch', payload);
  const cause = { event: 'workflow_dispatch', payload, actor, ...place, inputs, depth: 0 };
  return parts.start({ workflow, cause, held: false });
}

/** From API version 2026-03-10 on the reply always names the run; before, only when asked for. */
function reply(parts: RouteParts, call: RouteCall, run: Run): RouteReply {
  const detailed = call.apiVersion >= '2026-03-10' || call.body.return_run_details === true;
  const { url } = parts.server;
  return detailed
    ? {
        status: 200,
        body: {
          workflow_run_id: run.id,
          run_url: `${url}/repos/${run.repository}/actions/runs/${run.id}`,
          html_url: `${url}/${run.repository}/actions/runs/${run.id}`,
        },
      }
    : { status: 204 };
}

async function findRef(parts: RouteParts, repository: string, ref: string): Promise<Place | null> {
  const { git } = parts.server;
  const candidates = ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const full of candidates) {
    const sha = await git.resolve(repository, full);
    if (sha !== null) {
      return { ref: full, sha };
    }
  }
  return null;
}

async function dispatchRepository(parts: RouteParts, call: RouteCall): Promise<RouteReply> {
  const { event_type: type, client_payload: given } = call.body;
  if (typeof type !== 'string' || type === '' || type.length > 100) {
    return message(422, 'Invalid request.\n\n"event_type" must be a string of 1 to 100 characters.');
  }
  const data = isRecord(given) ? given : {};
  if (Object.keys(data).length > 10) {
    return message(422, 'No more than 10 properties are allowed; client_payload has more.');
  }
  const repository = repositoryOf(call);
  const actor = actorOf(call.auth);
  const payload = {
    action: type,
    client_payload: data,
    branch: parts.server.git.defaultBranch(repository),
    repository: parts.server.repository(repository),
    sender: parts.server.user(actor),
  };
  parts.server.deliver(repository, 'repository_dispatch', payload);
  await parts.fire({ name: 'repository_dispatch', action: type, repository, payload, actor, via: 'app' });
  return { status: 204 };
}
