import { z } from 'zod';
import type { RouteReply } from '../../contract.js';
import type { Call, Handler } from '../call.js';
import { newToken } from '../credentials.js';
import type { Api } from '../http/api.js';
import { paged } from '../http/pagination.js';
import { notFound, refusal, reply } from '../http/reply.js';
import type { Hub } from '../hub.js';
import type { Repository } from '../state.js';
import { findAccount } from '../state.js';
import { appView } from '../views/app.js';
import { repositoryView } from '../views/repository.js';
import { userView } from '../views/user.js';

const HOUR_MS = 3_600_000;

export function addAppRoutes(api: Api): void {
  api.any(
    'GET',
    '/app',
    asApp((call) => reply(200, appView(call.hub))),
  );
  api.any(
    'GET',
    '/app/installations',
    asApp((call) => reply(200, [installationView(call.hub)])),
  );
  api.any(
    'GET',
    '/app/installations/:id',
    asApp((call) => (addressed(call) ? shown(call) : notFound())),
  );
  api.any('POST', '/app/installations/:id/access_tokens', asApp(mintToken));
  api.any('GET', '/repos/:owner/:repo/installation', asApp(installationOf));
  api.any('GET', '/users/:login/installation', asApp(shown));
  api.any('GET', '/orgs/:login/installation', asApp(shown));
  api.any('GET', '/installation/repositories', installationRepositories);
  api.any('DELETE', '/installation/token', revokeOwn);
}

export function asApp(work: Handler): Handler {
  return (call) =>
    call.credential.kind === 'app' ? work(call) : refusal(401, 'A JSON web token could not be decoded');
}

function addressed(call: Call): boolean {
  return Number(call.params.id) === call.hub.state.app.installationId;
}

function shown(call: Call): RouteReply {
  return reply(200, installationView(call.hub));
}

function installationOf(call: Call): RouteReply {
  const name = `${call.params.owner ?? ''}/${call.params.repo ?? ''}`.toLowerCase();
  return call.hub.state.app.installedOn.has(name) ? shown(call) : notFound();
}

function installedRepositories(hub: Hub): readonly Repository[] {
  return [...hub.state.app.installedOn].flatMap((name) => hub.state.repositories.get(name) ?? []);
}

function installationView(hub: Hub): Record<string, unknown> {
  const { app } = hub.state;
  const account = installedRepositories(hub)[0]?.owner ?? findAccount(hub.state, `${app.slug}[bot]`);
  const url = `${hub.origin}/app/installations/${app.installationId}`;
  return {
    id: app.installationId,
    account: account === null ? null : userView(hub, account),
    repository_selection: 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${hub.origin}/installation/repositories`,
    html_url: `${hub.origin}/settings/installations/${app.installationId}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account?.id ?? 0,
    target_type: account?.type ?? 'User',
    permissions: app.permissions,
    events: [...(app.events ?? [])],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    single_file_name: null,
    suspended_at: null,
    suspended_by: null,
  };
}

const mintSchema = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
});

function mintToken(call: Call): RouteReply {
  const { state } = call.hub;
  const input = mintSchema.safeParse(call.body);
  if (!addressed(call) || !input.success) {
    return input.success ? notFound() : refusal(422, 'Invalid request.');
  }
  const permissions = input.data.permissions ?? state.app.permissions;
  const rank = (level: string | undefined): number => ['read', 'write', 'admin'].indexOf(level ?? '');
  if (
    Object.entries(permissions).some(
      ([name, level]) => rank(level) < 0 || rank(level) > rank(state.app.permissions[name]),
    )
  ) {
    return refusal(422, 'The permissions requested are not granted to this installation.');
  }
  const selected = selectRepositories(call.hub, input.data);
  if (selected === null) {
    const message =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    return refusal(422, message);
  }
  const token = newToken('ghs');
  const expiresAt = state.now() + HOUR_MS;
  const repositories = selected.narrowed
    ? new Set(selected.repositories.map((repo) => repo.fullName.toLowerCase()))
    : null;
  const account = findAccount(state, `${state.app.slug}[bot]`);
  state.credentials.set(token, { kind: 'installation', account, permissions, repositories, expiresAt, token });
  return reply(201, {
    token,
    expires_at: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`,
    permissions,
    repository_selection: 'selected',
    ...(selected.narrowed ? { repositories: selected.repositories.map((repo) => repositoryView(call.hub, repo)) } : {}),
  });
}

function selectRepositories(
  hub: Hub,
  asked: z.infer<typeof mintSchema>,
): { readonly repositories: readonly Repository[]; readonly narrowed: boolean } | null {
  const all = installedRepositories(hub);
  const { repositories: names, repository_ids: ids } = asked;
  if (names === undefined && ids === undefined) {
    return { repositories: all, narrowed: false };
  }
  const byName = (names ?? []).map((name) => all.find((repo) => repo.name.toLowerCase() === name.toLowerCase()));
  const byId = (ids ?? []).map((id) => all.find((repo) => repo.id === id));
  const found = [...byName, ...byId].flatMap((repo) => repo ?? []);
  return found.length === byName.length + byId.length ? { repositories: found, narrowed: true } : null;
}

function installationRepositories(call: Call): RouteReply {
  if (call.credential.kind !== 'installation') {
    return refusal(
      403,
      'You must authenticate with an installation access token in order to list repositories for an installation.',
    );
  }
  const { repositories } = call.credential;
  const all = installedRepositories(call.hub).filter(
    (repo) => repositories === null || repositories.has(repo.fullName.toLowerCase()),
  );
  return paged(call, all, (page) => ({
    total_count: all.length,
    repository_selection: 'selected',
    repositories: page.map((repo) => repositoryView(call.hub, repo)),
  }));
}

function revokeOwn(call: Call): RouteReply {
  const { token, kind } = call.credential;
  if (token === null || kind !== 'installation') {
    return refusal(401, 'Requires authentication');
  }
  call.hub.state.credentials.delete(token);
  return reply(204);
}
