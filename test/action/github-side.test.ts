import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openGithub } from '../../src/action/github-side.js';
import { readJob } from '../../src/action/job.js';

const HOUR = 3_600_000;
let server: Server;
let apiUrl: string;
let minted: number;

const ROUTES: Readonly<Record<string, () => unknown>> = {
  'GET /repos/o/r/installation': () => ({ id: 5, app_slug: 'boss' }),
  'POST /app/installations/5/access_tokens': () => {
    minted += 1;
    return { token: `ghs_minted_token_${minted}` };
  },
  'GET /users/boss%5Bbot%5D': () => ({ id: 77, login: 'boss[bot]' }),
};

beforeEach(async () => {
  minted = 0;
  server = createServer((request, response) => {
    const answer = ROUTES[`${request.method} ${request.url}`];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  apiUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => {
  jest.restoreAllMocks();
  server.close();
});

const job = () =>
  readJob({
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_RUN_ID: '1',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_API_URL: apiUrl,
    RUNNER_TEMP: '/tmp',
  });

test('every token that the App mints is a known secret, here and in the log, before it is used', async () => {
  const written: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  let now = Date.now();
  const clock = { now: () => now, sleep: async () => {} };
  const credentials = {
    token: 'ghs_workflow_token',
    appId: '1',
    privateKey,
    modelKeys: ['sk-model-key', 'sk-other-key'],
  };
  const github = await openGithub(job(), credentials, clock);
  const { secrets } = github;
  const given = ['ghs_workflow_token', privateKey, 'sk-model-key', 'sk-other-key'];
  expect(secrets).toEqual([...given, 'ghs_minted_token_1']);
  expect(await github.token()).toBe('ghs_minted_token_1');
  now += HOUR;
  expect(await github.token()).toBe('ghs_minted_token_2');
  expect(secrets).toEqual([...given, 'ghs_minted_token_1', 'ghs_minted_token_2']);
  const masks = written.join('').match(/::add-mask::.*/g);
  expect(masks).toEqual(['::add-mask::ghs_minted_token_1', '::add-mask::ghs_minted_token_2']);
});

test('without an App the secrets are those that were given', async () => {
  const clock = { now: () => 0, sleep: async () => {} };
  const github = await openGithub(job(), { token: 'ghs_workflow_token', appId: '', privateKey: '' }, clock);
  expect(github.secrets).toEqual(['ghs_workflow_token']);
});
