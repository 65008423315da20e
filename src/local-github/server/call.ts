import type { Caller, RouteCall, RouteReply } from '../contract.js';
import type { Credential } from './credentials.js';
import { badIntegration, notFound, refusal } from './http/reply.js';
import type { Hub } from './hub.js';
import type { Account, Level, Repository } from './state.js';
import { atLeast } from './state.js';

/** A request as our own routes see it: the public call and what only they may know. */
export interface Call extends RouteCall {
  readonly hub: Hub;
  readonly credential: Credential;
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** As requested, with its prefix. */
  readonly path: string;
  readonly accept: string;
  readonly bodyText: string;
}

/** A call below `/repos/:owner/:repo`: the repository exists and the caller may see it. */
export interface RepoCall extends Call {
  readonly repo: Repository;
}

export type Handler = (call: Call) => Promise<RouteReply> | RouteReply;
export type RepoHandler = (call: RepoCall) => Promise<RouteReply> | RouteReply;

/** What a route asks of its caller: an App permission (any of them), and for people a level on the repository. */
export interface Need {
  readonly permission: string | readonly string[];
  readonly access: 'read' | 'write';
  readonly level: Level;
}

export interface Actor {
  readonly account: Account;
  readonly via: 'user' | 'app' | 'job';
}

/** Null when the call may proceed; otherwise GitHub's refusal. */
export function denied(call: RepoCall, need: Need): RouteReply | null {
  const { kind, permissions } = call.credential;
  if (kind === 'installation' || kind === 'job') {
    const names = typeof need.permission === 'string' ? [need.permission] : need.permission;
    const granted = names.some((name) => grants(permissions[name], need.access));
    const publicRead = need.access === 'read' && !call.repo.private;
    return (granted && reaches(call)) || publicRead ? null : badIntegration();
  }
  if (kind === 'anonymous' && need.access === 'write') {
    return refusal(401, 'Requires authentication');
  }
  if (kind === 'app' && (need.access === 'write' || call.repo.private)) {
    return refusal(401, 'A JSON web token could not be decoded');
  }
  if (atLeast(call.auth.level, need.level)) {
    return null;
  }
  return need.level === 'triage' || need.level === 'admin'
    ? refusal(403, 'Must have admin rights to Repository.')
    : notFound();
}

function reaches(call: RepoCall): boolean {
  const { kind, repositories } = call.credential;
  const name = call.repo.fullName.toLowerCase();
  const named = repositories === null || repositories.has(name);
  return named && (kind === 'job' || call.hub.state.app.installedOn.has(name));
}

function grants(granted: string | undefined, access: 'read' | 'write'): boolean {
  return granted === 'write' || granted === 'admin' || (access === 'read' && granted === 'read');
}

/** Who acts; null for callers that have no account to act with. */
export function actorOf(credential: Credential): Actor | null {
  const { account, kind } = credential;
  if (account === null || kind === 'anonymous' || kind === 'app') {
    return null;
  }
  return { account, via: kind === 'installation' ? 'app' : kind };
}

export function callerOf(credential: Credential, level: string): Caller {
  return {
    kind: credential.kind,
    login: credential.account?.login ?? null,
    permissions: credential.permissions,
    level,
  };
}
