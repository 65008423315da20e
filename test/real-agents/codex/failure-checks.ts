import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { DispatchOutcome, OutcomeKind } from '../../../src/agents/contract.js';
import type { Checks } from '../check.js';
import { type DispatchOptions, dispatchCodex, KEY, tokensOf } from './dispatch-codex.js';
import type { Answer } from './responses-server.js';
import { done, error, ONE, shell, used } from './script.js';

const NOTHING = used(0);

/** How one script of the server has to end. */
interface Ending {
  readonly script: DispatchOptions['script'];
  readonly kind: OutcomeKind;
  readonly says?: RegExp;
  /** Requests in all; unset: not looked at. */
  readonly requests?: number;
  readonly tokens?: readonly number[];
  readonly estimated?: boolean;
  readonly retry?: DispatchOutcome['retry'];
}

const rateLimit = (seconds: number): Answer =>
  error(429, { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' }, seconds);
const RESET = Math.ceil(Date.now() / 60_000) * 60 + 3 * 86_400;

const ENDINGS: Readonly<Record<string, Ending>> = {
  refusedKey: {
    script: [error(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' })],
    kind: 'authentication',
    says: /401/,
    requests: 4,
  },
  forbidden: { script: [error(403, { message: 'no', code: null })], kind: 'authentication', requests: 4 },
  serverErrors: { script: [error(500, { message: 'boom' })], kind: 'transient', requests: 12 },
  overloaded: { script: [error(529, { message: 'overloaded' })], kind: 'transient', requests: 12 },
  atCapacity: { script: [error(503, { message: 'x', code: 'server_is_overloaded' })], kind: 'transient' },
  oneServerError: {
    script: [[error(500, { message: 'boom' }), done]],
    kind: 'completed',
    requests: 2,
    tokens: used(1),
  },
  shortRateLimit: { script: [[rateLimit(1), done]], kind: 'completed', requests: 2, tokens: used(1) },
  rateLimits: { script: [rateLimit(1)], kind: 'transient', says: /429/, requests: 4, retry: { afterMs: 1_000 } },
  limitInStream: {
    script: [{ kind: 'failed', code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again in 1s.' }],
    kind: 'transient',
    retry: { afterMs: 1_000 },
  },
  quota: {
    script: [error(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' })],
    kind: 'quota',
    requests: 1,
  },
  usageLimit: {
    script: [error(429, { message: 'limit', type: 'usage_limit_reached', plan_type: 'plus', resets_at: RESET })],
    kind: 'quota',
    requests: 1,
    retry: { at: new Date(RESET * 1_000).toISOString() },
  },
  contextTooLong: {
    script: [error(400, { message: 'too long', code: 'context_length_exceeded' })],
    kind: 'context_limit',
    requests: 1,
  },
  badRequest: {
    script: [error(400, { message: 'bad thing', code: null })],
    kind: 'failed',
    says: /bad thing/,
    requests: 1,
  },
  notFound: { script: [error(404, { message: 'no such path' })], kind: 'failed', says: /404/ },
  unknownModel: {
    script: [error(404, { message: 'The model `x` does not exist', code: 'model_not_found' })],
    kind: 'failed',
    says: /exist/,
  },
  refusal: { script: [{ kind: 'refusal', text: 'I will not.', usage: ONE }], kind: 'refused', tokens: used(1) },
  contentFilter: {
    script: [{ kind: 'incomplete', reason: 'content_filter', usage: ONE }],
    kind: 'refused',
    estimated: true,
  },
  cutAnswer: {
    script: [{ kind: 'incomplete', reason: 'max_output_tokens', usage: ONE }],
    kind: 'context_limit',
    tokens: used(1),
  },
  malformed: { script: [{ kind: 'malformed' }], kind: 'transient', requests: 4, estimated: true },
  cutStream: { script: [{ kind: 'cut' }], kind: 'transient', estimated: true },
  failsAfterWork: {
    script: [shell('echo x'), shell('echo y'), error(400, { message: 'bad thing' })],
    kind: 'failed',
    requests: 3,
    tokens: used(2),
  },
};

async function endsAs(binary: string, ending: Ending): Promise<void> {
  const { outcome, server, strays, log } = await dispatchCodex({ binary, script: ending.script });
  assert.equal(outcome.kind, ending.kind, `${outcome.message}\n${log}`);
  assert.match(outcome.message, ending.says ?? /^/);
  assert.deepEqual(tokensOf(outcome), ending.tokens ?? tokensOf(outcome));
  assert.equal(outcome.estimated, ending.estimated ?? false);
  assert.equal(server.bodies.length, ending.requests ?? server.bodies.length);
  assert.deepEqual(roughly(outcome.retry), ending.retry);
  assert.deepEqual([server.others, strays, outcome.unknownEvents], [[], [], {}]);
}

/** The CLI counts on while it logs: a wait of a second is told as some milliseconds less. */
function roughly(retry: DispatchOutcome['retry']): DispatchOutcome['retry'] {
  return retry !== undefined && 'afterMs' in retry ? { afterMs: Math.round(retry.afterMs / 1_000) * 1_000 } : retry;
}

async function doesNotWaitAnHour(binary: string): Promise<void> {
  const { outcome, server, strays } = await dispatchCodex({ binary, script: [shell('echo x'), rateLimit(3_600)] });
  assert.equal(outcome.kind, 'transient', outcome.message);
  assert.deepEqual(roughly(outcome.retry), { afterMs: 3_600_000 });
  assert.deepEqual([tokensOf(outcome), server.bodies.length, strays], [used(1), 2, []]);
  assert.ok(outcome.ms < 30_000);
}

async function noKey(binary: string): Promise<void> {
  const access = { provider: 'openai', key: null, baseUrl: 'http://127.0.0.1:9/v1' } as const;
  const { outcome } = await dispatchCodex({ binary, script: [], request: { access } });
  assert.equal(outcome.kind, 'authentication', outcome.message);
  assert.deepEqual([tokensOf(outcome), outcome.estimated], [NOTHING, false]);
}

async function noConnection(binary: string): Promise<void> {
  const access = {
    provider: 'openai',
    key: { kind: 'api_key', value: KEY },
    baseUrl: 'http://127.0.0.1:9/v1',
  } as const;
  const { outcome } = await dispatchCodex({ binary, script: [], request: { access } });
  assert.equal(outcome.kind, 'transient', outcome.message);
  assert.deepEqual([tokensOf(outcome), outcome.estimated], [NOTHING, false]);
}

/** Without an address requests go to the provider's own, and to no other host at all: a proxy sees which are asked for. */
async function asksTheProviderAndNobodyElse(binary: string): Promise<void> {
  const hosts = new Set<string>();
  const proxy = createServer((request, response) => {
    hosts.add(request.url ?? '');
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    hosts.add(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const address = proxy.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const env = { PATH: process.env.PATH ?? '', HTTPS_PROXY: url, HTTP_PROXY: url, ALL_PROXY: url };
    const access = { provider: 'openai', key: { kind: 'api_key', value: KEY }, baseUrl: null } as const;
    const { outcome } = await dispatchCodex({ binary, script: [], request: { env, access } });
    assert.equal(outcome.kind, 'transient', outcome.message);
    assert.deepEqual([...hosts], ['api.openai.com:443']);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

async function keepsUsageAtItsTimeLimit(binary: string): Promise<void> {
  const script = [shell('echo x'), { kind: 'stall' } as const];
  const { outcome, strays } = await dispatchCodex({ binary, script, request: { timeoutMs: 4_000 } });
  assert.equal(outcome.kind, 'timeout', outcome.message);
  assert.deepEqual([tokensOf(outcome), outcome.estimated, strays], [used(1), true, []]);
}

async function stopsWithItsCommand(binary: string): Promise<void> {
  let tools = 0;
  const { outcome, strays } = await dispatchCodex({
    binary,
    script: [shell('echo x'), shell('setsid sleep 301 & sleep 300'), done],
    onEvent: (event, stop) => {
      tools += event.kind === 'tool' ? 1 : 0;
      if (tools === 2) {
        stop();
      }
    },
  });
  assert.equal(outcome.kind, 'cancelled', outcome.message);
  assert.deepEqual(strays, []);
  // The second request's figures come right behind its tool call, and may be lost with it.
  assert.ok([used(1), used(2)].some((tokens) => isDeepStrictEqual(tokens, tokensOf(outcome))));
  assert.equal(outcome.estimated, true);
}

async function unknownOption(binary: string): Promise<void> {
  for (const extra_args of [['--nope'], ['--disable', 'nope'], ['-c', 'approval_policy="untrusted"']]) {
    const { outcome } = await dispatchCodex({ binary, script: [], options: { extra_args } });
    assert.equal(outcome.kind, 'unsupported_version', `${extra_args}: ${outcome.message}`);
    assert.equal(outcome.estimated, false);
  }
}

export const codexFailures: Checks = {
  ...Object.fromEntries(
    Object.entries(ENDINGS).map(([name, ending]) => [name, (binary: string) => endsAs(binary, ending)]),
  ),
  doesNotWaitAnHour,
  noKey,
  noConnection,
  asksTheProviderAndNobodyElse,
  keepsUsageAtItsTimeLimit,
  stopsWithItsCommand,
  unknownOption,
};
