import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { Forwarder } from '../../../src/agents/forwarder/open-forwarder.js';
import { forwarder, sendJson, upstream } from './support.js';

/** The head of a request with the stand-in, up to where further headers may follow. */
function head(door: Forwarder, what: string): string {
  const { host } = new URL(door.access.baseUrl ?? '');
  return `${what} HTTP/1.1\r\nHost: ${host}\r\nX-Api-Key: ${door.access.key?.value}\r\n`;
}

/** A connection on which a test writes what it likes. */
function wire(door: Forwarder): Socket {
  const socket = connect(Number(new URL(door.access.baseUrl ?? '').port), '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}

/** An upstream that says what it is told to, whatever comes, and keeps what came. */
async function speaking(answer: string) {
  const got: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => got.push(chunk));
    // Whatever was sent together with the head is read before the answer.
    socket.once('data', () => setImmediate(() => socket.end(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    text: () => Buffer.concat(got).toString(),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe('the body of a request that has none would be read as a request of its own, and stays behind', () => {
  const SMUGGLED = 'DELETE /v1/files/f HTTP/1.1\r\nHost: x\r\n\r\n';
  const LENGTH = `Content-Length: ${SMUGGLED.length}\r\n`;

  test.each([
    ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
    ['with its length', `${LENGTH}\r\n${SMUGGLED}`],
    ['whose length is called one of the connection', `${LENGTH}Connection: content-length\r\n\r\n${SMUGGLED}`],
  ])('%s', async (_, rest) => {
    const api = await speaking('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    const door = await forwarder(api.url);
    const socket = wire(door);
    socket.write(`${head(door, 'GET /v1/models')}${rest}`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 200/);
    socket.destroy();
    await api.close();
    expect(api.text()).toMatch(/^GET \/v1\/models HTTP/);
    expect(api.text()).not.toMatch(/DELETE|content-length/i);
  });
});

describe('requests that come on one connection before the answer to an earlier one', () => {
  test('are refused: nothing would tell that whoever asked for them has gone', async () => {
    const api = await upstream((incoming, response) => {
      incoming.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {}\n\n');
    });
    const door = await forwarder(api.url);
    const post = `${head(door, 'POST /v1/messages')}Content-Length: 2\r\n\r\n{}`;
    const socket = wire(door);
    socket.write(post.repeat(40));
    await once(socket, 'data');
    socket.destroy();
    const other = wire(door);
    other.write(post);
    expect(String((await once(other, 'data'))[0])).toMatch(/^HTTP\/1.1 200/);
    other.destroy();
    await door.close();
    expect(api.seen.length).toBe(2);
    expect(door.totals().requests).toBe(2);
  });

  test('not so one that comes after it', async () => {
    const api = await upstream((_, response) => sendJson(response, {}));
    const door = await forwarder(api.url);
    const socket = wire(door);
    for (let turn = 0; turn < 3; turn += 1) {
      socket.write(`${head(door, 'GET /v1/models')}\r\n`);
      let answer = '';
      while (!answer.endsWith('0\r\n\r\n')) {
        answer += String((await once(socket, 'data'))[0]);
      }
      expect(answer).toMatch(/^HTTP\/1.1 200/);
    }
    socket.destroy();
  });
});
