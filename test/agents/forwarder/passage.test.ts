import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { Provider } from '../../../src/agents/access/model-access.js';
import { ask, forwarder, KEY, sendJson, upstream } from './support.js';

/** An upstream that tells what it got. */
async function echo() {
  return await upstream((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => sendJson(response, { got: Buffer.concat(chunks).toString() }));
  });
}

describe('what comes through', () => {
  const PRESENTED: readonly [Provider, string, string, (key: string) => string][] = [
    ['anthropic', '/v1/messages?beta=true', 'x-api-key', (key) => key],
    ['anthropic', '/v1/messages', 'authorization', (key) => `Bearer ${key}`],
    ['openai', '/v1/responses', 'authorization', (key) => `Bearer ${key}`],
    ['openai', '/v1/chat/completions', 'authorization', (key) => `Bearer ${key}`],
    ['gemini', '/v1beta/models/gemini-x:streamGenerateContent?alt=sse', 'x-goog-api-key', (key) => key],
  ];

  test.each(PRESENTED)('%s %s carries the key in %s, where the stand-in was', async (provider, path, header, form) => {
    const api = await echo();
    const prefix = provider === 'openai' ? '/v1' : '';
    const door = await forwarder(`${api.url}/gateway${prefix}`, { provider });
    const standIn = door.access.key?.value ?? '';
    const answer = await ask(door, { path, headers: { [header]: form(standIn), 'x-app': 'cli' }, body: '{"a":1}' });
    expect(answer).toMatchObject({ status: 200, body: '{"got":"{\\"a\\":1}"}' });
    expect(api.seen[0]?.url).toBe(`/gateway${path}`);
    expect(api.seen[0]?.headers).toMatchObject({ [header]: form(KEY), 'x-app': 'cli' });
    expect(JSON.stringify(api.seen[0]?.rawHeaders)).not.toContain(standIn);
  });

  test('a key in the query is swapped for Gemini', async () => {
    const api = await echo();
    const door = await forwarder(api.url, { provider: 'gemini' });
    const path = '/v1beta/models/gemini-x:generateContent?key=';
    expect((await ask(door, { path: `${path}${door.access.key?.value}`, headers: {} })).status).toBe(200);
    expect(api.seen[0]?.url).toBe(`${path}${KEY}`);
  });

  test('cookies, other keys and what belongs to one connection stay behind', async () => {
    const api = await upstream((_, response) => {
      response.setHeader('set-cookie', 'a=b');
      response.setHeader('connection', 'x-hop');
      response.setHeader('x-hop', '1');
      response.setHeader('request-id', 'r1');
      sendJson(response, {});
    });
    const door = await forwarder(api.url);
    const answer = await ask(door, {
      headers: {
        'x-api-key': door.access.key?.value ?? '',
        authorization: 'Bearer other',
        'x-goog-api-key': 'other',
        cookie: 'c=d',
        'proxy-authorization': 'Basic x',
        connection: 'x-mine',
        'x-mine': '1',
        te: 'trailers',
      },
    });
    const sent = Object.keys(api.seen[0]?.headers ?? {});
    for (const name of ['authorization', 'x-goog-api-key', 'cookie', 'proxy-authorization', 'x-mine', 'te']) {
      expect(sent).not.toContain(name);
    }
    expect(answer.headers['request-id']).toBe('r1');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['x-hop']).toBeUndefined();
  });
});

describe('what does not come through', () => {
  test.each([
    ['no key', {}],
    ['another key', { 'x-api-key': 'sk-other' }],
    ['the real key', { 'x-api-key': KEY }],
    ['the beginning of a stand-in', { 'x-api-key': 'x' }],
  ])('%s: 401, in the form of the provider', async (_, headers) => {
    const api = await echo();
    const answer = await ask(await forwarder(api.url), { headers });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
    expect(api.seen).toHaveLength(0);
  });

  const TARGETS: readonly [Provider, string, string][] = [
    ['anthropic', 'POST', '/v1/messages/../files'],
    ['anthropic', 'POST', '/v1/messages/batches'],
    ['anthropic', 'POST', '/v1/files'],
    ['anthropic', 'POST', '/v1/complete'],
    ['anthropic', 'POST', '//evil.test/v1/messages'],
    ['anthropic', 'POST', '/v1/messages%2f..%2ffiles'],
    ['anthropic', 'POST', '/v1/messages/'],
    ['anthropic', 'POST', '/v1/messages?a=%0d%0ahost:x'],
    ['anthropic', 'GET', '/v1/messages'],
    ['anthropic', 'DELETE', '/v1/models/m'],
    ['anthropic', 'GET', '/v1/models/..'],
    ['anthropic', 'POST', 'http://evil.test/v1/messages'],
    ['openai', 'POST', '/v1/files'],
    ['openai', 'POST', '/responses'],
    ['openai', 'GET', '/v1/responses'],
    ['openai', 'GET', '/v1/organization/admin_api_keys'],
    ['gemini', 'POST', '/v1beta/models/../files:generateContent'],
    ['gemini', 'POST', '/v1beta/models/m:batchGenerateContent'],
    ['gemini', 'POST', '/v1beta/cachedContents'],
  ];

  test.each(TARGETS)('%s %s %s: nothing is sent', async (provider, method, path) => {
    const api = await echo();
    const door = await forwarder(api.url, { provider });
    const key = door.access.key?.value ?? '';
    const answer = await ask(door, { method, path, headers: { 'x-api-key': key }, body: '' });
    expect(answer.status).toBe(404);
    expect(api.seen).toHaveLength(0);
  });

  test('another host name: a page in a browser cannot get here under a name of its own', async () => {
    const api = await echo();
    const door = await forwarder(api.url);
    const headers = { 'x-api-key': door.access.key?.value ?? '', host: 'evil.test' };
    expect((await ask(door, { headers })).status).toBe(404);
    expect(api.seen).toHaveLength(0);
  });

  /** What the forwarder says to bytes that no client library would send. */
  async function raw(port: string, bytes: string): Promise<string> {
    const socket = connect(Number(port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.write(bytes);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }

  test.each([
    ['CONNECT', (auth: string) => `CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n${auth}\r\n`],
    [
      'two lengths',
      (auth: string) =>
        `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n${auth}Content-Length: 0\r\nContent-Length: 9\r\n\r\n`,
    ],
    [
      'a length beside chunks',
      (auth: string) =>
        `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n${auth}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['headers without end', (auth: string) => `POST /v1/messages HTTP/1.1\r\n${auth}X: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['a broken line', (auth: string) => `POST /v1/messages HTTP/1.1\r\n${auth}no colon\r\n\r\n`],
  ])('%s: the connection ends', async (_, bytes) => {
    const api = await echo();
    const door = await forwarder(api.url);
    const { port } = new URL(door.access.baseUrl ?? '');
    const said = await raw(port, bytes(`X-Api-Key: ${door.access.key?.value}\r\n`).replace('PORT', port));
    expect(said).not.toMatch(/^HTTP\/1.1 200/);
    expect(api.seen).toHaveLength(0);
  });
});

describe('an upstream that gives the key away', () => {
  test('is masked, also where the key stands across two chunks', async () => {
    const api = await upstream((request, response) => {
      const text = `{"error":{"message":"wrong key ${request.headers['x-api-key']}"}}`;
      response.writeHead(401, { 'content-type': 'application/json', 'x-echo': `${request.headers['x-api-key']}` });
      const cut = text.indexOf(KEY) + 9;
      response.write(text.slice(0, cut), () => response.end(text.slice(cut)));
    });
    const answer = await ask(await forwarder(api.url));
    expect(answer.status).toBe(401);
    expect(answer.body).toBe(`{"error":{"message":"wrong key ${'*'.repeat(KEY.length)}"}}`);
    expect(JSON.stringify(answer.headers)).not.toContain(KEY);
  });

  test('may not send the agent elsewhere', async () => {
    const api = await upstream((_, response) => response.writeHead(307, { location: 'http://evil.test/' }).end());
    const answer = await ask(await forwarder(api.url));
    expect([answer.status, answer.headers.location]).toEqual([502, undefined]);
    expect(answer.body).toContain('redirect');
  });
});

describe('an upstream that is not there', () => {
  test.each([
    ['anthropic', { type: 'error', error: { type: 'api_error' } }],
    ['openai', { error: { type: 'server_error' } }],
    ['gemini', { error: { code: 502, status: 'UNAVAILABLE' } }],
  ] as const)('of %s is a 502 in its form, and costs nothing', async (provider, form) => {
    const door = await forwarder(provider === 'openai' ? 'http://127.0.0.1:9/v1' : 'http://127.0.0.1:9', { provider });
    const answer = await ask(door);
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject(form);
    expect(answer.body).toContain('ECONNREFUSED');
    expect(door.totals()).toMatchObject({ complete: true });
    expect(door.totals().byModel.size).toBe(0);
  });
});
