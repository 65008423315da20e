import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import type { CommitStatus } from '../../state.js';
import { nodeId } from '../../state.js';
import { repositoryView } from '../../views/repository.js';
import { userView } from '../../views/user.js';

const inputSchema = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().default('default'),
  description: z.string().max(140).nullish(),
  target_url: z.string().nullish(),
});

const READ = { permission: 'statuses', access: 'read', level: 'read' } as const;

export function addStatusRoutes(api: Api): void {
  api.repo('POST', '/statuses/:sha', create);
  api.repo('GET', '/commits/:ref/statuses', list);
  api.repo('GET', '/commits/:ref/status', combined);
}

function view(call: RepoCall, status: CommitStatus): Record<string, unknown> {
  return {
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    creator: userView(call.hub, status.creator),
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

async function create(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, { permission: 'statuses', access: 'write', level: 'write' });
  const input = readInput(call, inputSchema);
  const actor = actorOf(call.credential);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const sha = await call.hub.git(call.repo).resolve(call.params.sha ?? '');
  if (sha === null) {
    return refusal(422, `No commit found for SHA: ${call.params.sha ?? ''}`);
  }
  const status: CommitStatus = {
    id: call.hub.state.nextId(),
    sha,
    state: input.value.state,
    context: input.value.context,
    description: input.value.description ?? null,
    targetUrl: input.value.target_url ?? null,
    creator: actor.account,
    createdAt: call.hub.now(),
  };
  call.repo.statuses.unshift(status);
  const payload = { id: status.id, sha, state: status.state, context: status.context };
  call.hub.emit({ name: 'status', action: null, repo: call.repo, actor, payload });
  return reply(201, view(call, status));
}

async function list(call: RepoCall): Promise<RouteReply> {
  const sha = await call.hub.git(call.repo).resolve(call.params.ref ?? '');
  const found = call.repo.statuses.filter((status) => status.sha === sha);
  return denied(call, READ) ?? (sha === null ? notFound() : pageOf(call, found, (each) => view(call, each)));
}

/** The newest status of each context, and what they amount to. */
async function combined(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const sha = await call.hub.git(call.repo).resolve(call.params.ref ?? '');
  if (refused !== null || sha === null) {
    return refused ?? notFound();
  }
  const all = call.repo.statuses.filter((status) => status.sha === sha);
  const newest = all.filter((each, index) => all.findIndex(({ context }) => context === each.context) === index);
  const states = newest.map(({ state }) => state);
  const failed = states.includes('failure') || states.includes('error');
  const state = failed ? 'failure' : states.length === 0 || states.includes('pending') ? 'pending' : 'success';
  const statuses = newest.map((each) => view(call, each));
  const repository = repositoryView(call.hub, call.repo);
  return reply(200, { state, sha, total_count: statuses.length, statuses, repository });
}
