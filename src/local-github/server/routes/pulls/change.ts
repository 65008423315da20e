import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import { readInput } from '../../http/body.js';
import { refusal, reply, validationFailed } from '../../http/reply.js';
import type { Hub } from '../../hub.js';
import type { Repository } from '../../state.js';
import { atLeast } from '../../state.js';
import type { PullRequest } from '../../views/pull.js';
import { fullPullView } from '../../views/pull.js';
import { bodyTooLong, editText, moveIssue } from '../talk/issues.js';

const changeSchema = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

/** Title, body, state and base; `draft` is ignored, as GitHub's REST API ignores it. */
export async function changePull(call: RepoCall, found: PullRequest): Promise<RouteReply> {
  const { hub, repo } = call;
  const input = readInput(call, changeSchema);
  const actor = actorOf(call.credential);
  const refused = refuseChange(call, found, actor);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? refusal(401, 'Requires authentication') : input.error);
  }
  const { title, body, state, base } = input.value;
  const tooLong = bodyTooLong('PullRequest', body);
  const target = base === undefined ? null : await hub.git(repo).ref(`refs/heads/${base}`);
  if (tooLong !== null || (base !== undefined && target === null)) {
    return tooLong ?? validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  }
  if (base !== undefined && target !== null) {
    Object.assign(found.pull, { baseRef: base, baseSha: target.sha });
  }
  const changes = editText(call.hub, found.issue, { title, body });
  found.issue.updatedAt = hub.now();
  if (Object.keys(changes).length > 0) {
    await emitPull(hub, repo, found, { action: 'edited', actor, extra: { changes } });
  }
  if (state !== undefined && state !== found.issue.state) {
    moveIssue(hub, found.issue, actor, { state, reason: null });
    await emitPull(hub, repo, found, { action: state === 'closed' ? 'closed' : 'reopened', actor });
  }
  return reply(200, await fullPullView(hub, repo, found, { mergeable: true }));
}

function refuseChange(call: RepoCall, found: PullRequest, actor: Actor | null): RouteReply | null {
  const refused = denied(call, { permission: 'pull_requests', access: 'write', level: 'read' });
  const own = actor?.account.id === found.issue.author.id;
  if (refused !== null || actor?.via !== 'user' || own || atLeast(call.auth.level, 'write')) {
    return refused;
  }
  return refusal(403, 'Must have admin rights to Repository.');
}

export async function emitPull(
  hub: Hub,
  repo: Repository,
  found: PullRequest,
  news: { readonly action: string; readonly actor: Actor; readonly extra?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const view = await fullPullView(hub, repo, found, { mergeable: false });
  const payload = { number: found.issue.number, pull_request: view, ...news.extra };
  hub.emit({ name: 'pull_request', action: news.action, repo, actor: news.actor, payload });
}
