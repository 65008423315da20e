import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply, validationFailed } from '../../http/reply.js';
import type { Hub } from '../../hub.js';
import { applyLabels, labelNames, replaceLabels } from '../../labels.js';
import type { Issue, Repository } from '../../state.js';
import { atLeast, findAccount } from '../../state.js';
import { issueView } from '../../views/issue.js';

const MAX_BODY = 65_536;

const createSchema = z.object({
  title: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.unknown()).optional(),
  assignees: z.array(z.string()).optional(),
});

const changeSchema = createSchema.partial().extend({
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.string().nullish(),
});

export function addIssueRoutes(api: Api): void {
  api.repo('GET', '/issues', listIssues);
  api.repo('POST', '/issues', createIssue);
  api.repo('GET', '/issues/:number', (call) => withIssue(call, 'read', (issue) => showIssue(call, issue)));
  api.repo('PATCH', '/issues/:number', (call) => withIssue(call, 'write', (issue) => changeIssue(call, issue)));
  api.repo('PUT', '/issues/:number/lock', (call) => withIssue(call, 'write', (issue) => lock(issue, true)));
  api.repo('DELETE', '/issues/:number/lock', (call) => withIssue(call, 'write', (issue) => lock(issue, false)));
}

/** Finds the addressed issue and checks that the caller may touch it; pull requests accept either permission. */
export async function withIssue(
  call: RepoCall,
  access: 'read' | 'write',
  work: (issue: Issue, actor: Actor | null) => Promise<RouteReply> | RouteReply,
): Promise<RouteReply> {
  const issue = call.repo.issues.get(Number(call.params.number));
  const permission = issue?.pull ? ['issues', 'pull_requests'] : 'issues';
  const refused = denied(call, { permission, access, level: 'read' });
  if (refused !== null || issue === undefined) {
    return refused ?? notFound();
  }
  return work(issue, actorOf(call.credential));
}

export function newIssue(
  hub: Hub,
  repo: Repository,
  fields: Pick<Issue, 'title' | 'body' | 'author' | 'byApp' | 'pull'>,
): Issue {
  const number = Math.max(0, ...repo.issues.keys()) + 1;
  const issue: Issue = {
    ...fields,
    id: hub.state.nextId(),
    number,
    createdAt: hub.now(),
    updatedAt: hub.now(),
    lastEditedAt: null,
    reactions: [],
    labels: new Set(),
    assignees: new Set(),
    state: 'open',
    stateReason: null,
    locked: false,
    closedAt: null,
    closedBy: null,
  };
  repo.issues.set(number, issue);
  return issue;
}

export function bodyTooLong(resource: string, body: string | null | undefined): RouteReply | null {
  if ([...(body ?? '')].length <= MAX_BODY) {
    return null;
  }
  const message = `body is too long (maximum is ${MAX_BODY} characters)`;
  return validationFailed({ resource, code: 'custom', field: 'body', message });
}

function showIssue(call: RepoCall, issue: Issue): RouteReply {
  return reply(200, issueView(call.hub, call.repo, issue));
}

function lock(issue: Issue, locked: boolean): RouteReply {
  issue.locked = locked;
  return reply(204);
}

function listIssues(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: 'issues', access: 'read', level: 'read' });
  if (refused !== null) {
    return refused;
  }
  const state = call.query.get('state') ?? 'open';
  const labels = (call.query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  const creator = call.query.get('creator')?.toLowerCase();
  const found = [...call.repo.issues.values()].filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((name) => issue.labels.has(name.toLowerCase())) &&
      Date.parse(issue.updatedAt) >= since &&
      (creator === undefined || issue.author.login.toLowerCase() === creator),
  );
  const sort = call.query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = call.query.get('direction') === 'asc' ? 1 : -1;
  found.sort((a, b) => sign * (a[sort].localeCompare(b[sort]) || a.number - b.number));
  return pageOf(call, found, (issue) => issueView(call.hub, call.repo, issue));
}

function createIssue(call: RepoCall): RouteReply {
  const { hub, repo } = call;
  const refused = denied(call, { permission: 'issues', access: 'write', level: 'read' });
  const actor = actorOf(call.credential);
  if (refused !== null || actor === null) {
    return refused ?? refusal(401, 'Requires authentication');
  }
  const input = readInput(call, createSchema);
  if (!input.ok) {
    return input.error;
  }
  const { title, body, labels, assignees } = input.value;
  const tooLong = bodyTooLong('Issue', body);
  if (tooLong !== null || title.trim() === '') {
    return tooLong ?? validationFailed({ resource: 'Issue', code: 'missing_field', field: 'title' });
  }
  const author = actor.account;
  const issue = newIssue(hub, repo, { title, body: body ?? null, author, byApp: actor.via === 'app', pull: null });
  // Like GitHub: labels and assignees of people without triage rights are dropped without a word.
  const trusted = actor.via !== 'user' || atLeast(call.auth.level, 'triage');
  const named = labelNames(trusted ? (labels ?? []) : []);
  setAssignees(hub, issue, trusted ? assignees : []);
  emitIssue(hub, repo, issue, { action: 'opened', actor });
  applyLabels(hub, { repo, issue, actor }, named);
  return reply(201, issueView(hub, repo, issue));
}

function setAssignees(hub: Hub, issue: Issue, logins: readonly string[] | undefined): void {
  if (logins !== undefined) {
    issue.assignees.clear();
    for (const login of logins.filter((each) => findAccount(hub.state, each) !== null)) {
      issue.assignees.add(login.toLowerCase());
    }
  }
}

function changeIssue(call: RepoCall, issue: Issue): RouteReply {
  const { hub, repo } = call;
  const actor = actorOf(call.credential);
  const input = readInput(call, changeSchema);
  if (!input.ok || actor === null) {
    return input.ok ? refusal(401, 'Requires authentication') : input.error;
  }
  if (actor.via === 'user' && actor.account.id !== issue.author.id && !atLeast(call.auth.level, 'triage')) {
    return refusal(403, 'Must have admin rights to Repository.');
  }
  const { title, body, state, labels, assignees } = input.value;
  const tooLong = bodyTooLong('Issue', body);
  if (tooLong !== null) {
    return tooLong;
  }
  const changes = editText(hub, issue, { title, body });
  issue.updatedAt = hub.now();
  setAssignees(hub, issue, assignees);
  if (Object.keys(changes).length > 0) {
    emitIssue(hub, repo, issue, { action: 'edited', actor, extra: { changes } });
  }
  if (labels !== undefined) {
    replaceLabels(hub, { repo, issue, actor }, labelNames(labels));
  }
  if (state !== undefined && state !== issue.state) {
    moveIssue(hub, issue, actor, { state, reason: input.value.state_reason ?? null });
    emitIssue(hub, repo, issue, { action: state === 'closed' ? 'closed' : 'reopened', actor });
  }
  return reply(200, issueView(hub, repo, issue));
}

/** Writes title and body; returns what changed, as `changes` in payloads. */
export function editText(
  hub: Hub,
  issue: Issue,
  { title, body }: { readonly title: string | undefined; readonly body: string | null | undefined },
): Record<string, { readonly from: string }> {
  const changes: Record<string, { readonly from: string }> = {};
  if (title !== undefined && title !== issue.title) {
    changes.title = { from: issue.title };
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    changes.body = { from: issue.body ?? '' };
    issue.body = body;
    issue.lastEditedAt = hub.now();
  }
  return changes;
}

export function moveIssue(
  hub: Hub,
  issue: Issue,
  actor: Actor,
  to: { readonly state: 'open' | 'closed'; readonly reason: string | null },
): void {
  const closed = to.state === 'closed';
  issue.state = to.state;
  issue.stateReason = to.reason ?? (issue.pull !== null ? null : closed ? 'completed' : 'reopened');
  issue.closedAt = closed ? hub.now() : null;
  issue.closedBy = closed ? actor.account : null;
}

function emitIssue(
  hub: Hub,
  repo: Repository,
  issue: Issue,
  news: { readonly action: string; readonly actor: Actor; readonly extra?: Readonly<Record<string, unknown>> },
): void {
  const payload = { ...news.extra, issue: issueView(hub, repo, issue) };
  hub.emit({ name: 'issues', action: news.action, repo, actor: news.actor, payload });
}
