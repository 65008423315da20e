import { z } from 'zod';
import type { RouteReply } from '../../contract.js';
import type { Call, RepoCall } from '../call.js';
import { denied } from '../call.js';
import { levelOfAccount } from '../credentials.js';
import type { Api } from '../http/api.js';
import { readInput } from '../http/body.js';
import { pageOf } from '../http/pagination.js';
import { notFound, refusal, reply } from '../http/reply.js';
import type { Level } from '../state.js';
import { findAccount } from '../state.js';
import { permissionsView, repositoryView } from '../views/repository.js';
import { userView } from '../views/user.js';

const ADMIN = { permission: 'administration', access: 'write', level: 'admin' } as const;

export function addRepositoryRoutes(api: Api): void {
  api.any('GET', '/user', (call) => showSelf(call));
  api.any('GET', '/users/:login', (call) => showUser(call));
  api.repo('GET', '', showRepository);
  api.repo('GET', '/collaborators', listCollaborators);
  api.repo('GET', '/collaborators/:login', isCollaborator);
  api.repo('PUT', '/collaborators/:login', addCollaborator);
  api.repo('DELETE', '/collaborators/:login', removeCollaborator);
  api.repo('GET', '/collaborators/:login/permission', showPermission);
  api.repo('GET', '/actions/permissions/workflow', showWorkflowPermissions);
  api.repo('PUT', '/actions/permissions/workflow', setWorkflowPermissions);
}

function showSelf(call: Call): RouteReply {
  const { account, kind } = call.credential;
  if (kind === 'anonymous' || account === null) {
    return refusal(401, 'Requires authentication');
  }
  // An App's or a job's token speaks for no person.
  return kind === 'user'
    ? reply(200, userView(call.hub, account))
    : refusal(403, 'Resource not accessible by integration');
}

function showUser(call: Call): RouteReply {
  const account = findAccount(call.hub.state, call.params.login ?? '');
  return account === null ? notFound() : reply(200, { ...userView(call.hub, account), name: account.login });
}

function showRepository(call: RepoCall): RouteReply {
  const view = repositoryView(call.hub, call.repo);
  const known = call.credential.kind === 'anonymous' ? {} : { permissions: permissionsView(call.auth.level) };
  return reply(200, { ...view, ...known });
}

function listCollaborators(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: 'metadata', access: 'read', level: 'write' });
  const logins = [call.repo.owner.login, ...call.repo.collaborators.keys()];
  const accounts = logins.flatMap((login) => findAccount(call.hub.state, login) ?? []);
  return (
    refused ??
    pageOf(call, accounts, (account) => {
      const level = levelOfAccount(call.repo, account);
      return { ...userView(call.hub, account), permissions: permissionsView(level), role_name: level };
    })
  );
}

function isCollaborator(call: RepoCall): RouteReply {
  const login = (call.params.login ?? '').toLowerCase();
  const known = call.repo.collaborators.has(login) || call.repo.owner.login.toLowerCase() === login;
  return known ? reply(204) : notFound();
}

const ROLES: Readonly<Record<string, Level>> = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
};

function addCollaborator(call: RepoCall): RouteReply {
  const refused = denied(call, ADMIN);
  const account = findAccount(call.hub.state, call.params.login ?? '');
  if (refused !== null || account === null) {
    return refused ?? notFound();
  }
  const asked = typeof call.body.permission === 'string' ? call.body.permission : 'push';
  call.repo.collaborators.set(account.login.toLowerCase(), ROLES[asked] ?? 'write');
  return reply(204);
}

function removeCollaborator(call: RepoCall): RouteReply {
  const refused = denied(call, ADMIN);
  call.repo.collaborators.delete(refused === null ? (call.params.login ?? '').toLowerCase() : '');
  return refused ?? reply(204);
}

/** The four-step scale of the endpoint; `role_name` keeps the exact role. */
const SCALE: Readonly<Record<Level, string>> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function showPermission(call: RepoCall): RouteReply {
  const refused = denied(call, { permission: 'metadata', access: 'read', level: 'read' });
  const account = findAccount(call.hub.state, call.params.login ?? '');
  if (refused !== null || account === null) {
    return refused ?? notFound();
  }
  const level = levelOfAccount(call.repo, account);
  const user = { ...userView(call.hub, account), permissions: permissionsView(level), role_name: level };
  return reply(200, { permission: SCALE[level], role_name: level, user });
}

function showWorkflowPermissions(call: RepoCall): RouteReply {
  const { actionsMayCreatePulls } = call.repo.settings;
  const body = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: actionsMayCreatePulls };
  return denied(call, { ...ADMIN, access: 'read' }) ?? reply(200, body);
}

const workflowSchema = z.object({ can_approve_pull_request_reviews: z.boolean().optional() });

function setWorkflowPermissions(call: RepoCall): RouteReply {
  const refused = denied(call, ADMIN);
  const input = readInput(call, workflowSchema);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const { can_approve_pull_request_reviews: allowed } = input.value;
  call.repo.settings.actionsMayCreatePulls = allowed ?? call.repo.settings.actionsMayCreatePulls;
  return reply(204);
}
