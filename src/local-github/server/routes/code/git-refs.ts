import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { badIntegration, notFound, refusal, reply } from '../../http/reply.js';
import { refsChanged } from '../../ref-changes.js';
import { refRuleMessage } from '../../ref-rules.js';
import { repositoryUrl } from '../../views/repository.js';

const createSchema = z.object({ ref: z.string(), sha: z.string() });
const moveSchema = z.object({ sha: z.string(), force: z.boolean().optional() });

export function addRefRoutes(api: Api): void {
  api.repo('GET', '/git/ref/*ref', showRef);
  api.repo('GET', '/git/refs/*ref', showRef);
  api.repo('GET', '/git/matching-refs/*ref', matchingRefs);
  api.repo('POST', '/git/refs', createRef);
  api.repo('PATCH', '/git/refs/*ref', moveRef);
  api.repo('DELETE', '/git/refs/*ref', deleteRef);
}

const READ = { permission: 'contents', access: 'read', level: 'read' } as const;
const WRITE = { permission: 'contents', access: 'write', level: 'write' } as const;

function fullName(call: RepoCall): string {
  return `refs/${call.params.ref ?? ''}`;
}

function refView(call: RepoCall, ref: string, sha: string, type: string): Record<string, unknown> {
  const url = `${repositoryUrl(call.hub, call.repo)}/git`;
  return {
    ref,
    node_id: Buffer.from(`${call.repo.id}:${ref}`).toString('base64url'),
    url: `${url}/${ref}`,
    object: { sha, type, url: `${url}/${type}s/${sha}` },
  };
}

async function showRef(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ) ?? (await emptyRepository(call));
  const found = await call.hub.git(call.repo).ref(fullName(call));
  if (refused !== null || found === null) {
    return refused ?? notFound();
  }
  return reply(200, refView(call, fullName(call), found.sha, found.type));
}

async function matchingRefs(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  if (refused !== null) {
    return refused;
  }
  const all = await call.hub.git(call.repo).refs();
  const found = all.filter(({ ref }) => ref.startsWith(fullName(call)));
  return pageOf(call, found, ({ ref, sha, type }) => refView(call, ref, sha, type));
}

async function createRef(call: RepoCall): Promise<RouteReply> {
  const input = readInput(call, createSchema);
  const refused = denied(call, WRITE) ?? (await emptyRepository(call));
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const { ref, sha } = input.value;
  if (!/^refs\/[^/]+\/./.test(ref)) {
    return refusal(422, `${ref} is not a valid ref name.`);
  }
  const git = call.hub.git(call.repo);
  if (!/^[0-9a-f]{40}$/.test(sha) || (await git.object(sha)) === null) {
    return refusal(422, 'Object does not exist');
  }
  if ((await git.ref(ref)) !== null) {
    return refusal(422, 'Reference already exists');
  }
  return swapRef(call, { ref, from: null, to: sha, status: 201 });
}

async function moveRef(call: RepoCall): Promise<RouteReply> {
  const input = readInput(call, moveSchema);
  const refused = denied(call, WRITE);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const git = call.hub.git(call.repo);
  const ref = fullName(call);
  const { sha, force } = input.value;
  const old = await git.ref(ref);
  if (old === null) {
    return refusal(422, 'Reference does not exist');
  }
  if (!/^[0-9a-f]{40}$/.test(sha) || (await git.object(sha)) === null) {
    return refusal(422, 'Object does not exist');
  }
  if (force !== true && !(await git.isAncestor(old.sha, sha))) {
    return refusal(422, 'Update is not a fast forward');
  }
  return swapRef(call, { ref, from: old.sha, to: sha, status: 200 });
}

async function deleteRef(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, WRITE);
  const ref = fullName(call);
  const old = await call.hub.git(call.repo).ref(ref);
  if (refused !== null || old === null) {
    return refused ?? refusal(422, 'Reference does not exist');
  }
  if (ref === `refs/heads/${call.repo.defaultBranch}`) {
    return refusal(422, 'Cannot delete the default branch');
  }
  return swapRef(call, { ref, from: old.sha, to: null, status: 204 });
}

interface Swap {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly status: number;
}

async function swapRef(call: RepoCall, { ref, from, to, status }: Swap): Promise<RouteReply> {
  const git = call.hub.git(call.repo);
  const rule = refRuleMessage(call.repo, ref);
  if (rule !== null || (await bringsWorkflows(call, to))) {
    return rule === null ? badIntegration() : refusal(422, rule);
  }
  if (from !== to && (await git.updateRef(ref, from, to)) !== null) {
    const lost = from === null && (await git.ref(ref)) !== null;
    return refusal(422, lost ? 'Reference already exists' : 'Reference update failed');
  }
  const actor = actorOf(call.credential);
  if (actor !== null && from !== to) {
    await refsChanged(call.hub, call.repo, [{ ref, from, to }], actor);
  }
  const object = to === null ? null : await git.ref(ref);
  return object === null ? reply(status) : reply(status, refView(call, ref, object.sha, object.type));
}

/** Integrations without the permission may not add workflow files by way of a ref either. */
async function bringsWorkflows(call: RepoCall, to: string | null): Promise<boolean> {
  const { kind, permissions } = call.credential;
  if (to === null || kind === 'user' || permissions.workflows === 'write') {
    return false;
  }
  const args = ['--format=', '--name-only', '-m', '-n', '1', to, '--not', '--all', '--', '.github/workflows'];
  return ((await call.hub.git(call.repo).text('log', ...args)) ?? '') !== '';
}

async function emptyRepository(call: RepoCall): Promise<RouteReply | null> {
  const git = call.hub.git(call.repo);
  if ((await git.resolve(call.repo.defaultBranch)) !== null) {
    return null;
  }
  const any = await git.text('for-each-ref', '--count=1', '--format=%(refname)');
  return any === '' || any === null ? refusal(409, 'Git Repository is empty.') : null;
}
