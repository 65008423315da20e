import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import type { Reaction } from '../../state.js';
import { REACTIONS, reactionView } from '../../views/issue.js';

const contentSchema = z.object({ content: z.enum(REACTIONS) });

type Find = (call: RepoCall) => Reaction[] | undefined;

const TARGETS: readonly { readonly path: string; readonly permission: readonly string[]; readonly find: Find }[] = [
  {
    path: '/issues/comments/:id',
    permission: ['issues', 'pull_requests'],
    find: (call) => call.repo.comments.get(Number(call.params.id))?.reactions,
  },
  {
    path: '/pulls/comments/:id',
    permission: ['pull_requests'],
    find: (call) =>
      [...call.repo.issues.values()]
        .flatMap((issue) => issue.pull?.reviewComments ?? [])
        .find((comment) => comment.id === Number(call.params.id))?.reactions,
  },
  {
    path: '/issues/:number',
    permission: ['issues', 'pull_requests'],
    find: (call) => call.repo.issues.get(Number(call.params.number))?.reactions,
  },
];

export function addReactionRoutes(api: Api): void {
  for (const { path, permission, find } of TARGETS) {
    const guarded =
      (access: 'read' | 'write', work: (call: RepoCall, reactions: Reaction[]) => RouteReply) =>
      (call: RepoCall): RouteReply => {
        const refused = denied(call, { permission, access, level: 'read' });
        const reactions = find(call);
        return refused ?? (reactions === undefined ? notFound() : work(call, reactions));
      };
    api.repo('GET', `${path}/reactions`, guarded('read', list));
    api.repo('POST', `${path}/reactions`, guarded('write', react));
    api.repo('DELETE', `${path}/reactions/:reaction`, guarded('write', unreact));
  }
}

function list(call: RepoCall, reactions: Reaction[]): RouteReply {
  const content = call.query.get('content');
  const found = reactions.filter((each) => content === null || each.content === content);
  return pageOf(call, found, (each) => reactionView(call.hub, each));
}

/** 201 for a new reaction, 200 when this account has reacted so before. */
function react(call: RepoCall, reactions: Reaction[]): RouteReply {
  const input = contentSchema.safeParse(call.body);
  const actor = actorOf(call.credential);
  if (!input.success || actor === null) {
    return input.success
      ? refusal(401, 'Requires authentication')
      : refusal(422, 'Validation Failed', [{ resource: 'Reaction', code: 'invalid', field: 'content' }]);
  }
  const { content } = input.data;
  const known = reactions.find((each) => each.account.id === actor.account.id && each.content === content);
  if (known !== undefined) {
    return reply(200, reactionView(call.hub, known));
  }
  const reaction = { id: call.hub.state.nextId(), account: actor.account, content, createdAt: call.hub.now() };
  reactions.push(reaction);
  return reply(201, reactionView(call.hub, reaction));
}

function unreact(call: RepoCall, reactions: Reaction[]): RouteReply {
  const actor = actorOf(call.credential);
  const index = reactions.findIndex(
    (each) => each.id === Number(call.params.reaction) && each.account.id === actor?.account.id,
  );
  if (index === -1) {
    return notFound();
  }
  reactions.splice(index, 1);
  return reply(204);
}
