import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply, validationFailed } from '../../http/reply.js';
import type { Labelling } from '../../labels.js';
import { applyLabels, ensureLabel, labelNames, removeLabel, replaceLabels } from '../../labels.js';
import type { Issue } from '../../state.js';
import { atLeast } from '../../state.js';
import { labelsOf, labelView } from '../../views/issue.js';
import { withIssue } from './issues.js';

const labelSchema = z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullish() });

export function addLabelRoutes(api: Api): void {
  api.repo('GET', '/labels', (call) => pageOf(call, [...call.repo.labels.values()], (label) => shown(call, label)));
  api.repo('POST', '/labels', createLabel);
  api.repo('GET', '/labels/:name', showLabel);
  api.repo('DELETE', '/labels/:name', deleteLabel);
  api.repo('GET', '/issues/:number/labels', (call) => withIssue(call, 'read', (issue) => listed(call, issue)));
  api.repo('POST', '/issues/:number/labels', (call) => labelling(call, (where) => addLabels(call, where)));
  api.repo('PUT', '/issues/:number/labels', (call) => labelling(call, (where) => setLabels(call, where)));
  api.repo('DELETE', '/issues/:number/labels', (call) => labelling(call, (where) => clearLabels(call, where)));
  api.repo('DELETE', '/issues/:number/labels/:name', (call) => labelling(call, (where) => dropLabel(call, where)));
}

function shown(call: RepoCall, label: Parameters<typeof labelView>[2]): Record<string, unknown> {
  return labelView(call.hub, call.repo, label);
}

function listed(call: RepoCall, issue: Issue): RouteReply {
  return reply(
    200,
    labelsOf(call.repo, issue).map((label) => shown(call, label)),
  );
}

function labelling(call: RepoCall, work: (where: Labelling) => RouteReply): Promise<RouteReply> {
  return withIssue(call, 'write', (issue, actor) => {
    if (actor === null || (actor.via === 'user' && !atLeast(call.auth.level, 'triage'))) {
      return refusal(403, 'Must have admin rights to Repository.');
    }
    return work({ repo: call.repo, issue, actor });
  });
}

function addLabels(call: RepoCall, where: Labelling): RouteReply {
  applyLabels(call.hub, where, requested(call));
  return listed(call, where.issue);
}

function setLabels(call: RepoCall, where: Labelling): RouteReply {
  replaceLabels(call.hub, where, requested(call));
  return listed(call, where.issue);
}

function requested(call: RepoCall): readonly string[] {
  const { labels } = call.body;
  return labelNames(Array.isArray(labels) ? labels : []);
}

function clearLabels(call: RepoCall, where: Labelling): RouteReply {
  replaceLabels(call.hub, where, []);
  return reply(204);
}

function dropLabel(call: RepoCall, where: Labelling): RouteReply {
  const gone = removeLabel(call.hub, where, call.params.name ?? '');
  return gone ? listed(call, where.issue) : refusal(404, 'Label does not exist');
}

function createLabel(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: ['issues', 'pull_requests'], access: 'write', level: 'write' });
  const input = readInput(call, labelSchema);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  if (call.repo.labels.has(input.value.name.toLowerCase())) {
    return validationFailed({ resource: 'Label', code: 'already_exists', field: 'name' });
  }
  const label = ensureLabel(call.hub, call.repo, input.value.name);
  label.color = input.value.color ?? label.color;
  label.description = input.value.description ?? null;
  const payload = { label: shown(call, label) };
  const actor = actorOf(call.credential);
  if (actor !== null) {
    call.hub.emit({ name: 'label', action: 'created', repo: call.repo, actor, payload });
  }
  return reply(201, shown(call, label));
}

function showLabel(call: RepoCall): RouteReply {
  const label = call.repo.labels.get((call.params.name ?? '').toLowerCase());
  return label === undefined ? notFound() : reply(200, shown(call, label));
}

function deleteLabel(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: ['issues', 'pull_requests'], access: 'write', level: 'write' });
  const name = (call.params.name ?? '').toLowerCase();
  if (refused !== null || !call.repo.labels.delete(name)) {
    return refused ?? notFound();
  }
  for (const issue of call.repo.issues.values()) {
    issue.labels.delete(name);
  }
  return reply(204);
}
