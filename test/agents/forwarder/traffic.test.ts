import { once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Forwarder } from '../../../src/agents/forwarder/open-forwarder.js';
import { ask, events, forwarder, sendEvents, sendJson, upstream } from './support.js';

const START = { type: 'message_start', message: { model: 'claude-x', usage: { input_tokens: 10, output_tokens: 1 } } };
const END = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 51 } };

function tokensOf(door: Forwarder) {
  const { byModel, complete, requests } = door.totals();
  const { input = 0, output = 0 } = byModel.get('claude-x') ?? {};
  return { input, output, complete, requests };
}

/** A request whose parts the test sends and reads itself. */
function open(door: Forwarder) {
  const { port } = new URL(door.access.baseUrl ?? '');
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/v1/messages',
    headers: { 'x-api-key': door.access.key?.value ?? '' },
    // As CLIs do: the connection stays for the next request.
    agent: new Agent({ keepAlive: true }),
  });
  outgoing.on('error', () => {});
  return outgoing;
}

/** An upstream that hands each request and its response to the test. */
async function held() {
  const waiting: ((came: readonly [IncomingMessage, ServerResponse]) => void)[] = [];
  const api = await upstream((incoming, response) => waiting.shift()?.([incoming, response]));
  const next = () => new Promise<readonly [IncomingMessage, ServerResponse]>((resolve) => waiting.push(resolve));
  return { api, next };
}

async function firstOf(outgoing: ReturnType<typeof open>): Promise<IncomingMessage> {
  const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
  if (incoming === undefined) {
    throw new TypeError('no response');
  }
  return incoming;
}

describe('streams', () => {
  test('pass as they come, in both directions', async () => {
    const { api, next } = await held();
    const door = await forwarder(api.url);
    const arrived = next();
    const outgoing = open(door);
    outgoing.write('first ');
    const [incoming, response] = await arrived;
    // The request has not ended, and its beginning is here; so is the answer's, on the other side.
    expect(String((await once(incoming, 'data'))[0])).toBe('first ');
    outgoing.end('second');
    expect(String((await once(incoming, 'data'))[0])).toBe('second');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events(START));
    const answer = await firstOf(outgoing);
    expect(String((await once(answer, 'data'))[0])).toBe(events(START));
    expect(tokensOf(door)).toEqual({ input: 10, output: 1, complete: false, requests: 1 });
    response.end(events(END));
    await once(answer.resume(), 'end');
    expect(tokensOf(door)).toEqual({ input: 10, output: 51, complete: true, requests: 1 });
  });

  test('wait for whoever reads them: a gigabyte is not taken in before it is wanted', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    const api = await upstream((incoming, response) => {
      if (incoming.method === 'GET') {
        sendJson(response, {});
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        while (sent < 1024 ** 3 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    const door = await forwarder(api.url);
    const outgoing = open(door);
    outgoing.end('{}');
    const answer = await firstOf(outgoing);
    answer.pause();
    // Another request goes through meanwhile; by then the stream has filled what there is to fill.
    await ask(door, { method: 'GET', path: '/v1/models', body: '' });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    outgoing.destroy();
  });

  test('that come packed are unpacked, counted and passed', async () => {
    const text = events(START, END);
    const api = await upstream((incoming, response) => {
      expect(incoming.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(text));
    });
    const door = await forwarder(api.url);
    const answer = await ask(door);
    expect([answer.body, answer.headers['content-encoding']]).toEqual([text, undefined]);
    expect(tokensOf(door)).toMatchObject({ output: 51, complete: true });
  });
});

describe('what breaks off', () => {
  test('upstream in the middle of a stream: the agent sees the break, and the count is not complete', async () => {
    const api = await upstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(events(START), () => response.destroy());
    });
    const door = await forwarder(api.url);
    expect(await ask(door)).toMatchObject({ status: 200, whole: false });
    expect(tokensOf(door)).toEqual({ input: 10, output: 1, complete: false, requests: 1 });
  });

  test('upstream before any answer: 502, and what it cost is not known', async () => {
    const api = await upstream((_, response) => void response.destroy());
    const door = await forwarder(api.url);
    expect((await ask(door)).status).toBe(502);
    expect(tokensOf(door)).toEqual({ input: 0, output: 0, complete: false, requests: 1 });
  });

  test('the agent: nothing more is generated for it', async () => {
    const { api, next } = await held();
    const door = await forwarder(api.url);
    const arrived = next();
    const outgoing = open(door);
    outgoing.end('{}');
    const [, response] = await arrived;
    outgoing.destroy();
    await once(response, 'close');
    expect(tokensOf(door)).toEqual({ input: 0, output: 0, complete: false, requests: 1 });
  });

  test('the forwarder: closing it ends what is under way on both sides, and nothing is listening any more', async () => {
    const { api, next } = await held();
    const door = await forwarder(api.url);
    const arrived = next();
    const asked = ask(door).catch((error: unknown) => error);
    const [, response] = await arrived;
    const gone = once(response, 'close');
    await door.close();
    await gone;
    expect(await asked).toMatchObject({ code: 'ECONNRESET' });
    await expect(ask(door)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(door.totals()).toMatchObject({ complete: false });
  });
});

describe('limits', () => {
  test('a request longer than any model takes is cut off', async () => {
    const api = await upstream((incoming) => void incoming.resume());
    const door = await forwarder(api.url);
    const outgoing = open(door);
    const chunk = Buffer.alloc(1024 * 1024);
    const more = () => {
      while (!outgoing.destroyed && outgoing.write(chunk)) {}
    };
    outgoing.on('drain', more);
    more();
    const answer = await firstOf(outgoing);
    expect(answer.statusCode).toBe(413);
    outgoing.destroy();
  });

  test('no more than 32 requests at the same time', async () => {
    const { api, next } = await held();
    const door = await forwarder(api.url);
    const arrived = Array.from({ length: 32 }, next);
    const asked = Array.from({ length: 32 }, () => ask(door));
    const came = await Promise.all(arrived);
    expect((await ask(door)).status).toBe(503);
    for (const [, response] of came) {
      sendJson(response, {});
    }
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(32).fill(200));
  });
});

describe('money that is used up', () => {
  test('what costs is refused from then on, what costs nothing is not', async () => {
    const api = await upstream((_, response) => sendEvents(response, START, END));
    const door = await forwarder(api.url, {
      barred: ({ byModel }) => ((byModel.get('claude-x')?.output ?? 0) > 60 ? 'It is used up.' : null),
    });
    expect((await ask(door)).status).toBe(200);
    expect((await ask(door)).status).toBe(200);
    const refused = await ask(door);
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('It is used up.');
    expect((await ask(door, { path: '/v1/messages/count_tokens' })).status).toBe(200);
    expect(door.barred()).toBe('It is used up.');
    expect(tokensOf(door)).toEqual({ input: 20, output: 102, complete: true, requests: 2 });
  });
});
