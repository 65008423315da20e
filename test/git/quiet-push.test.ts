import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTrustedRepository } from '../../src/git/trusted-repository.js';
import { AT, BOT, type Scene, scene } from './support.js';

let here: Scene;
let server: Server;
let address: string;
/** Tokens that were shown to the server, in order. */
let shown: string[];

beforeEach(async () => {
  here = scene({ 'a.txt': 'one\n' });
  shown = [];
  server = createServer((request, response) => {
    const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    shown.push(Buffer.from(basic, 'base64').toString().replace('x-access-token:', ''));
    response.writeHead(403).end('no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/o/r.git`;
});
afterEach(async () => {
  server.close();
  await here.dispose();
});

async function push(options: { readonly quiet: boolean; readonly quietToken?: string }): Promise<string> {
  const { quiet, quietToken } = options;
  const repository = await openTrustedRepository({
    gitDir: `${here.root}/own.git`,
    remote: address,
    token: async () => 'of-the-app',
    quietToken: quietToken === undefined ? undefined : async () => quietToken,
    env: process.env,
  });
  const [sha = ''] = await repository.commit([
    { parents: [], content: { files: new Map([['a', 'b']]) }, message: 'c\n', author: BOT, committer: BOT, at: AT },
  ]);
  const outcome = await repository.push([{ ref: 'refs/heads/x', from: null, to: sha, quiet }]);
  await repository.close();
  return outcome.kind;
}

test('a push that is to start nothing uses the quiet token, and where that one may not, the other', async () => {
  expect(await push({ quiet: true, quietToken: 'of-the-workflow' })).toBe('refused');
  expect([...new Set(shown)]).toEqual(['of-the-workflow', 'of-the-app']);
});

test('any other push does not, and neither does one where there is only one token', async () => {
  await push({ quiet: false, quietToken: 'of-the-workflow' });
  await push({ quiet: true });
  expect([...new Set(shown)]).toEqual(['of-the-app']);
});
