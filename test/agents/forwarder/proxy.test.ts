import { once } from 'node:events';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { proxyFor, reachingLoopback } from '../../../src/agents/forwarder/upstream/proxy.js';
import { ask, forwarder, sendEvents, upstream } from './support.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
});

/** A proxy that answers CONNECT with this status, and shows what comes through the tunnel after that. */
async function tunnel(status: number) {
  let shown: (bytes: Buffer) => void = () => {};
  const first = new Promise<Buffer>((resolve) => {
    shown = resolve;
  });
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', (head) => {
      asked.push(head.toString().split('\r\n')[0] ?? '');
      socket.write(`HTTP/1.1 ${status} Answer\r\n\r\n`);
      socket.once('data', (bytes) => {
        shown(bytes);
        socket.destroy();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` }, asked, first, close: () => server.close() };
}

describe('a proxy of the network', () => {
  test('is asked for plain addresses as for any other', async () => {
    const proxy = await upstream((_, response) => sendEvents(response, {}));
    const door = await forwarder('http://model.test/gateway', { env: { http_proxy: proxy.url } });
    expect((await ask(door)).status).toBe(200);
    expect(proxy.seen[0]?.url).toBe('http://model.test/gateway/v1/messages');
    expect(proxy.seen[0]?.headers.host).toBe('model.test');
  });

  test('opens a tunnel for secure ones, and the connection in it is made with the provider', async () => {
    const proxy = await tunnel(200);
    const door = await forwarder('https://model.test', { env: proxy.env });
    const answer = ask(door);
    const hello = await proxy.first;
    // The beginning of a TLS handshake, with the name of the server that is meant.
    expect([hello[0], hello[1], hello.includes('model.test')]).toEqual([0x16, 0x03, true]);
    expect(proxy.asked).toEqual(['CONNECT model.test:443 HTTP/1.1']);
    expect((await answer).status).toBe(502);
    expect(door.totals()).toMatchObject({ complete: true });
    proxy.close();
  });

  test('that refuses is named, and nothing was spent', async () => {
    const proxy = await tunnel(403);
    const door = await forwarder('https://model.test', { env: proxy.env });
    const answer = await ask(door);
    expect([answer.status, answer.body.includes('proxy_refused')]).toEqual([502, true]);
    expect(door.totals()).toMatchObject({ complete: true });
    proxy.close();
  });
});

describe('which proxy counts', () => {
  const chosen = (address: string, env: Record<string, string>) => proxyFor(new URL(address), env)?.href ?? null;

  test.each([
    ['https://model.test', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:1' }, 'http://p:1/'],
    ['http://model.test', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:1' }, 'http://q:1/'],
    ['https://model.test', { https_proxy: 'p:1', HTTPS_PROXY: 'http://q:1' }, 'http://p:1/'],
    ['https://model.test', { ALL_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://model.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.test, .model.test' }, null],
    ['https://api.model.test', { HTTPS_PROXY: 'http://p:1', no_proxy: 'model.test' }, null],
    ['https://mymodel.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'model.test' }, 'http://p:1/'],
    ['https://model.test', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, null],
    ['http://127.0.0.1:8080', { HTTP_PROXY: 'http://p:1' }, null],
    ['http://localhost:8080', { HTTP_PROXY: 'http://p:1' }, null],
    ['https://model.test', { HTTPS_PROXY: 'socks5://p:1' }, null],
    ['https://model.test', {}, null],
  ])('%s with %j', (address, env, proxy) => {
    expect(chosen(address, { ...env })).toBe(proxy);
  });

  test('agents reach us without it, and nothing changes where there is none', () => {
    expect(reachingLoopback({ PATH: '/bin' })).toEqual({ PATH: '/bin' });
    expect(reachingLoopback({ ALL_PROXY: 'http://p' })).toMatchObject({ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' });
  });
});
