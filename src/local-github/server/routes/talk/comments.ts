import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply, validationFailed } from '../../http/reply.js';
import type { Comment, Issue } from '../../state.js';
import { atLeast } from '../../state.js';
import { commentView, issueView } from '../../views/issue.js';
import { bodyTooLong, withIssue } from './issues.js';

const inputSchema = z.object({ body: z.string() });

export function addCommentRoutes(api: Api): void {
  api.repo('GET', '/issues/comments', listAll);
  api.repo('GET', '/issues/comments/:id', (call) => withComment(call, 'read', (comment) => show(call, comment)));
  api.repo('PATCH', '/issues/comments/:id', (call) => withComment(call, 'write', (...found) => edit(call, ...found)));
  api.repo('DELETE', '/issues/comments/:id', (call) =>
    withComment(call, 'write', (...found) => remove(call, ...found)),
  );
  api.repo('GET', '/issues/:number/comments', (call) => withIssue(call, 'read', (issue) => listOf(call, issue)));
  api.repo('POST', '/issues/:number/comments', (call) =>
    withIssue(call, 'write', (...found) => create(call, ...found)),
  );
}

/** The addressed comment; writing is for its author and for people with write access. */
async function withComment(
  call: RepoCall,
  access: 'read' | 'write',
  work: (comment: Comment, issue: Issue) => RouteReply,
): Promise<RouteReply> {
  const comment = call.repo.comments.get(Number(call.params.id));
  const issue = call.repo.issues.get(comment?.issue ?? 0);
  const permission = issue?.pull ? ['issues', 'pull_requests'] : 'issues';
  const refused = denied(call, { permission, access, level: 'read' });
  if (refused !== null || comment === undefined || issue === undefined) {
    return refused ?? notFound();
  }
  return work(comment, issue);
}

function listAll(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: ['issues', 'pull_requests'], access: 'read', level: 'read' });
  if (refused !== null) {
    return refused;
  }
  const sort = call.query.get('sort');
  const sign = call.query.get('direction') === 'desc' && sort !== null ? -1 : 1;
  const key = sort === 'updated' ? 'updatedAt' : 'createdAt';
  const found = updatedSince(call, [...call.repo.comments.values()]);
  found.sort((a, b) => sign * ((sort === null ? 0 : a[key].localeCompare(b[key])) || a.id - b.id));
  return pageOf(call, found, (comment) => commentView(call.hub, call.repo, comment));
}

function listOf(call: RepoCall, issue: Issue): RouteReply {
  const found = [...call.repo.comments.values()].filter((comment) => comment.issue === issue.number);
  return pageOf(call, updatedSince(call, found), (comment) => commentView(call.hub, call.repo, comment));
}

function updatedSince(call: RepoCall, comments: Comment[]): Comment[] {
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  return comments.filter((comment) => Date.parse(comment.updatedAt) >= since);
}

function show(call: RepoCall, comment: Comment): RouteReply {
  return reply(200, commentView(call.hub, call.repo, comment));
}

function create(call: RepoCall, issue: Issue, actor: Actor | null): RouteReply {
  const { hub, repo } = call;
  const text = commentText(call);
  if (typeof text !== 'string' || actor === null) {
    return typeof text === 'string' ? refusal(401, 'Requires authentication') : text;
  }
  if (issue.locked && actor.via === 'user' && !atLeast(call.auth.level, 'write')) {
    return refusal(403, 'Unable to create comment because issue is locked.');
  }
  const comment: Comment = {
    id: hub.state.nextId(),
    issue: issue.number,
    author: actor.account,
    byApp: actor.via === 'app',
    createdAt: hub.now(),
    updatedAt: hub.now(),
    reactions: [],
    body: text,
  };
  repo.comments.set(comment.id, comment);
  issue.updatedAt = hub.now();
  announce(call, issue, { action: 'created', comment, actor });
  return reply(201, commentView(hub, repo, comment));
}

function commentText(call: RepoCall): string | RouteReply {
  const input = readInput(call, inputSchema);
  if (!input.ok) {
    return input.error;
  }
  if (input.value.body.trim() === '') {
    return validationFailed({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  }
  return bodyTooLong('IssueComment', input.value.body) ?? input.value.body;
}

function edit(call: RepoCall, comment: Comment, issue: Issue): RouteReply {
  const text = commentText(call);
  const actor = writerOf(call, comment);
  if (typeof text !== 'string' || actor === null) {
    return typeof text === 'string' ? refusal(403, 'Must have admin rights to Repository.') : text;
  }
  const changes = { body: { from: comment.body } };
  comment.body = text;
  comment.updatedAt = call.hub.now();
  announce(call, issue, { action: 'edited', comment, actor, extra: { changes } });
  return show(call, comment);
}

function remove(call: RepoCall, comment: Comment, issue: Issue): RouteReply {
  const actor = writerOf(call, comment);
  if (actor === null) {
    return refusal(403, 'Must have admin rights to Repository.');
  }
  call.repo.comments.delete(comment.id);
  announce(call, issue, { action: 'deleted', comment, actor });
  return reply(204);
}

function writerOf(call: RepoCall, comment: Comment): Actor | null {
  const actor = actorOf(call.credential);
  const own = actor?.account.id === comment.author.id;
  return actor !== null && (own || actor.via !== 'user' || atLeast(call.auth.level, 'write')) ? actor : null;
}

interface News {
  readonly action: string;
  readonly comment: Comment;
  readonly actor: Actor;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function announce(call: RepoCall, issue: Issue, { action, comment, actor, extra }: News): void {
  const { hub, repo } = call;
  const payload = { ...extra, issue: issueView(hub, repo, issue), comment: commentView(hub, repo, comment) };
  hub.emit({ name: 'issue_comment', action, repo, actor, payload });
}
