import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ask, forwarder } from './support.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** An upstream that answers with these bytes, whatever is asked. */
async function saying(bytes: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe('an answer that no provider should give is a 502, and what it cost is not known', () => {
  test.each([
    ['a status that there is not', 'HTTP/1.1 000 None\r\nContent-Length: 2\r\n\r\n{}'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n'],
  ])('%s', async (_, bytes) => {
    const door = await forwarder(await saying(bytes));
    expect(await ask(door)).toMatchObject({ status: 502, whole: true });
    expect(door.totals()).toMatchObject({ complete: false, requests: 1 });
  });
});

test('a key that no header can carry is told to the agent, and ends nothing', async () => {
  const door = await forwarder('http://127.0.0.1:9', { key: { kind: 'api_key', value: 'sk-one\nsk-two' } });
  const answer = await ask(door);
  expect(answer.status).toBe(401);
  expect(answer.body).toContain('no header can carry');
  expect(answer.body).not.toContain('sk-');
});
