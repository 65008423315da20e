import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { RouteReply } from '../../contract.js';
import { ANONYMOUS, authenticate } from '../credentials.js';
import type { Hub } from '../hub.js';
import type { Api } from './api.js';
import type { Fault } from './faults.js';
import { isGitPath, serveGit } from './git-http.js';
import { header, readBody } from './incoming.js';
import type { RateLimits } from './rate-limits.js';
import { refusal } from './reply.js';

export interface ListenerParts {
  readonly hub: Hub;
  readonly api: Api;
  readonly limits: RateLimits;
}

/** What became of a request; a null reply means that the connection is cut. */
interface Outcome {
  readonly reply: RouteReply | null;
  readonly caller: string;
}

const PREFIX = /^\/api(?:\/v3(?=\/|$)|(?=\/graphql$))/;

/** Listens on the loopback interface; resolves with the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

/** The parts come late because the port is part of them; until then requests are cut off. */
export function createListener(parts: () => ListenerParts | null): Server {
  return createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    const ready = parts();
    if (ready === null) {
      response.destroy();
      return;
    }
    const end = ready.hub.parts.activity.begin();
    response.on('close', end);
    handle(ready, { request, response, release: end }).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, request.method ?? 'GET', refusal(500, text), {});
    });
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets `idle()` go on without this exchange. */
  readonly release: () => void;
}

async function handle(parts: ListenerParts, { request, response, release }: Exchange): Promise<void> {
  const started = performance.now();
  const { hub } = parts;
  const url = new URL(request.url ?? '/', hub.origin);
  const path = url.pathname.replace(PREFIX, '') || '/';
  const method = request.method ?? 'GET';
  const body = await readBody(request);
  if (body === null) {
    response.destroy();
    return;
  }
  const fault = hub.parts.faults.take(method, path);
  const answer = (): Promise<Outcome & { headers: Record<string, string> }> =>
    route(parts, { request, url, path, method, body });
  const { reply, caller, headers } = await withFault(fault, answer);
  const ms = performance.now() - started;
  hub.parts.routeLog.push({ method, path, status: reply?.status ?? 0, ms, caller });
  if (reply !== null) {
    send(response, method, reply, headers);
  } else if (fault?.mode === 'hang') {
    release();
  } else {
    response.destroy();
  }
}

type Answer = Outcome & { readonly headers: Record<string, string> };

async function withFault(fault: Fault | null, answer: () => Promise<Answer>): Promise<Answer> {
  const mode = fault?.mode ?? 'before';
  if (fault === null) {
    return answer();
  }
  const injected: Answer = { reply: injectedReply(fault), caller: 'fault', headers: {} };
  if (mode === 'after' || mode === 'drop-after') {
    const real = await answer();
    return { ...injected, caller: real.caller, reply: mode === 'after' ? injected.reply : null };
  }
  return mode === 'before' ? injected : { ...injected, reply: null };
}

function injectedReply(fault: Fault): RouteReply {
  const status = fault.status ?? 502;
  const fallback = { message: status === 502 ? 'Server Error' : 'Injected failure' };
  return { status, body: fault.body ?? fallback, headers: fault.headers ?? {} };
}

interface Addressed {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly path: string;
  readonly method: string;
  readonly body: Buffer;
}

async function route(parts: ListenerParts, addressed: Addressed): Promise<Answer> {
  const { hub, api, limits } = parts;
  const { request, url, path, method, body } = addressed;
  const known = authenticate(hub.state, header(request, 'authorization'));
  const credential = known.kind === 'known' ? known.credential : null;
  const login = credential?.account?.login;
  const caller = `${credential?.kind ?? 'refused'}${login === undefined ? '' : `:${login}`}`;
  if (isGitPath(path)) {
    const protocol = header(request, 'git-protocol');
    const reply = await serveGit(hub, { method, path, query: url.searchParams, body, protocol, credential });
    return { reply, caller, headers: {} };
  }
  const headers = { ...limits.book(credential ?? ANONYMOUS), 'x-github-media-type': 'github.v3; format=json' };
  if (known.kind === 'refused') {
    return { reply: refusal(401, known.message), caller, headers };
  }
  const reply = await api.answer({
    method,
    path,
    fullPath: url.pathname,
    query: url.searchParams,
    bodyText: body.toString('utf8'),
    credential: known.credential,
    accept: header(request, 'accept') ?? '*/*',
    apiVersion: header(request, 'x-github-api-version') ?? '2022-11-28',
  });
  return { reply, caller, headers };
}

function send(response: ServerResponse, method: string, reply: RouteReply, extra: Record<string, string>): void {
  const raw = Buffer.isBuffer(reply.body) ? reply.body : null;
  const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
  const content = raw ?? Buffer.from(text);
  const type: Record<string, string> =
    content.length === 0 ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(reply.status, {
    ...type,
    'x-github-request-id': randomBytes(8).toString('hex').toUpperCase(),
    ...extra,
    ...(reply.status === 204 ? {} : { 'content-length': String(content.length) }),
    ...reply.headers,
  });
  response.end(method === 'HEAD' || reply.status === 204 ? undefined : content);
}
