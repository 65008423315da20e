import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { Provider } from '../../../src/agents/access/model-access.js';
import { type Forwarder, type ForwarderOptions, openForwarder } from '../../../src/agents/forwarder/open-forwarder.js';

export const KEY = 'sk-real-key-0123456789-abcdefghij';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

export interface Upstream {
  readonly url: string;
  /** Requests as they came: method, target, headers. */
  readonly seen: readonly IncomingMessage[];
}

/** A provider on loopback that answers as `answer` says. */
export async function upstream(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Upstream> {
  const seen: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    seen.push(incoming);
    answer(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${portOf(server.address())}`, seen };
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function forwarder(baseUrl: string, options: Partial<ForwarderOptions> = {}): Promise<Forwarder> {
  const opened = await openForwarder({
    provider: 'anthropic',
    key: { kind: 'api_key', value: KEY },
    baseUrl,
    env: {},
    barred: () => null,
    ...options,
  });
  closing.push(() => opened.close());
  return opened;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** False when the connection broke before the end. */
  readonly whole: boolean;
}

export interface Asking {
  readonly method?: string;
  /** The target as it goes over the wire. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const MODEL_PATHS: Readonly<Record<Provider, string>> = {
  anthropic: '/v1/messages',
  openai: '/v1/responses',
  gemini: '/v1beta/models/gemini-x:generateContent',
};

/** Asks as an agent would, with the stand-in unless the headers say otherwise. Rejects when there is no answer. */
export function ask(to: Forwarder, asking: Asking = {}): Promise<Answer> {
  const { port } = new URL(to.access.baseUrl ?? '');
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: asking.method ?? 'POST',
      path: asking.path ?? MODEL_PATHS[to.access.provider],
      headers: asking.headers ?? { 'x-api-key': to.access.key?.value ?? '' },
      agent: false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      const end = (whole: boolean) => () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
          whole,
        });
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', end(true));
      incoming.on('error', end(false));
    });
    outgoing.end(asking.body ?? '{}');
  });
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Server-sent events, each with one object as its data. */
export function events(...objects: readonly unknown[]): string {
  return objects.map((object) => `data: ${JSON.stringify(object)}\n\n`).join('');
}

export function sendEvents(response: ServerResponse, ...objects: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events(...objects));
}
