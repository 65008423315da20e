import { z } from 'zod';
import type { RouteHandler, RouteReply } from '../../contract.js';
import type { Call, Handler, RepoCall, RepoHandler } from '../call.js';
import { callerOf } from '../call.js';
import type { Credential } from '../credentials.js';
import { levelOn, parseJson } from '../credentials.js';
import type { Hub } from '../hub.js';
import type { Repository } from '../state.js';
import { findRepository } from '../state.js';
import { badIntegration, notFound, refusal } from './reply.js';
import { Router } from './router.js';

export interface ApiRequest {
  readonly method: string;
  /** Without the `/api/v3` prefix. */
  readonly path: string;
  readonly fullPath: string;
  readonly query: URLSearchParams;
  readonly bodyText: string;
  readonly credential: Credential;
  readonly accept: string;
  readonly apiVersion: string;
}

type Entry =
  | { readonly kind: 'any'; readonly handler: Handler }
  | { readonly kind: 'repo'; readonly handler: RepoHandler };

const bodySchema = z.record(z.string(), z.unknown());

/** Finds the route of an API request: guests' (Actions) first, then our own; everything else is written down as unknown. */
export class Api {
  readonly #routes = new Router<Entry>();
  readonly #hub: Hub;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  any(method: string, path: string, handler: Handler): void {
    this.#routes.add(method, path, { kind: 'any', handler });
  }

  /** A route below `/repos/:owner/:repo`; `path` is what follows. */
  repo(method: string, path: string, handler: RepoHandler): void {
    this.#routes.add(method, `/repos/:owner/:repo${path}`, { kind: 'repo', handler });
  }

  async answer(request: ApiRequest): Promise<RouteReply> {
    const guest = this.#hub.parts.guestRoutes.match(request.method, request.path);
    const own = guest === null ? this.#routes.match(request.method, request.path) : null;
    const found = guest ?? own;
    if (found === null) {
      this.#hub.parts.unknownRoutes.push(`${request.method} ${request.path}`);
      return notFound();
    }
    const body = request.bodyText === '' ? {} : bodySchema.safeParse(parseJson(request.bodyText)).data;
    if (body === undefined) {
      return refusal(400, 'Problems parsing JSON');
    }
    const repo = repositoryOf(this.#hub, found.params);
    const level = repo === null ? 'none' : levelOn(this.#hub.state, request.credential, repo);
    const auth = callerOf(request.credential, level);
    const call = { ...request, body, auth, params: found.params, hub: this.#hub, origin: this.#hub.origin };
    const whole: Call = { ...call, path: request.fullPath };
    return guest === null ? this.#own(own, whole, repo) : answerGuest(guest.handler, whole, repo);
  }

  async #own(own: { readonly handler: Entry } | null, call: Call, repo: Repository | null): Promise<RouteReply> {
    if (own === null) {
      return notFound();
    }
    if (own.handler.kind === 'any') {
      return own.handler.handler(call);
    }
    const refused = hidden(call, repo);
    if (refused !== null || repo === null) {
      return refused ?? notFound();
    }
    const within: RepoCall = { ...call, repo };
    return own.handler.handler(within);
  }
}

async function answerGuest(handler: RouteHandler, call: Call, repo: Repository | null): Promise<RouteReply> {
  const about = call.params.owner !== undefined && call.params.repo !== undefined;
  return (about ? hidden(call, repo) : null) ?? handler(call);
}

/** Repositories that the caller may not see do not exist for them. */
function hidden(call: Call, repo: Repository | null): RouteReply | null {
  if (repo === null || (call.auth.level === 'none' && call.credential.kind !== 'app')) {
    return notFound();
  }
  const limited = call.credential.kind === 'installation' || call.credential.kind === 'job';
  const narrowed = call.credential.repositories?.has(repo.fullName.toLowerCase()) === false;
  return limited && narrowed && repo.private ? badIntegration() : null;
}

function repositoryOf(hub: Hub, params: Readonly<Record<string, string>>): Repository | null {
  return params.owner === undefined || params.repo === undefined
    ? null
    : findRepository(hub.state, `${params.owner}/${params.repo}`);
}
