import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutcomeKind, RetryHint } from '../../../src/agents/contract.js';
import type { Checks } from '../check.js';
import { type GeminiTurn, startGenerateContentServer } from '../generate-content-server.js';
import { dispatchGemini } from './dispatch-gemini.js';
import { done, SOME_TOKENS, withGeminiServer } from './with-server.js';

/** Requests of one turn before the CLI gives up, by our setting. */
const ATTEMPTS = 3;

const status = (code: number, error: Readonly<Record<string, unknown>>): GeminiTurn => ({
  fail: 'status',
  status: code,
  error,
});

const GOOGLE = 'type.googleapis.com/google.rpc';
const INVALID_KEY = status(400, {
  message: 'API key not valid. Please pass a valid API key.',
  status: 'INVALID_ARGUMENT',
  details: [{ '@type': `${GOOGLE}.ErrorInfo`, reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
});
const wait = (retryDelay: string): GeminiTurn =>
  status(429, {
    message: 'Resource exhausted',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ '@type': `${GOOGLE}.RetryInfo`, retryDelay }],
  });
const DAILY = status(429, {
  message: 'You exceeded your current quota',
  status: 'RESOURCE_EXHAUSTED',
  details: [
    {
      '@type': `${GOOGLE}.QuotaFailure`,
      violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
    },
    { '@type': `${GOOGLE}.RetryInfo`, retryDelay: '40s' },
  ],
});

interface Failure {
  readonly answer: GeminiTurn;
  readonly kind: OutcomeKind;
  readonly requests: number;
  readonly retry?: RetryHint;
  /** Answers that were counted although nothing could be made of them. */
  readonly counted?: number;
}

/** Every request gets this answer: what comes of it, after how many requests, and what is said about trying again. */
function failing({ answer, kind, requests, retry, counted = 0 }: Failure): (binary: string) => Promise<void> {
  return (binary) =>
    withGeminiServer(
      [],
      async (server) => {
        const { outcome } = await dispatchGemini({ binary, url: server.url });
        assert.equal(outcome.kind, kind, outcome.message);
        assert.equal(server.requests.length, requests);
        assert.deepEqual(outcome.retry, retry);
        assert.equal(outcome.estimated, false);
        const { prompt, output } = server.spent();
        assert.deepEqual([outcome.usage.input, outcome.usage.output], [prompt, output]);
        assert.equal(prompt, counted * SOME_TOKENS.prompt);
      },
      Array(ATTEMPTS * 2).fill(answer),
    );
}

async function serverErrorOnce(binary: string): Promise<void> {
  await withGeminiServer(
    [done],
    async (server) => {
      const { outcome } = await dispatchGemini({ binary, url: server.url });
      assert.deepEqual([outcome.kind, server.requests.length], ['completed', 2]);
    },
    [status(500, { message: 'Internal error', status: 'INTERNAL' })],
  );
}

async function refusedConnection(binary: string): Promise<void> {
  const server = await startGenerateContentServer([]);
  await server.close();
  const { outcome } = await dispatchGemini({ binary, url: server.url });
  assert.equal(outcome.kind, 'transient', outcome.message);
}

async function missingKey(binary: string): Promise<void> {
  await withGeminiServer([done], async (server) => {
    const access = { provider: 'gemini', key: null, baseUrl: server.url } as const;
    const { outcome } = await dispatchGemini({ binary, url: server.url, change: { access } });
    assert.deepEqual([outcome.kind, server.requests.length], ['authentication', 0], outcome.message);
  });
}

async function unknownOption(binary: string): Promise<void> {
  await withGeminiServer([done], async (server) => {
    const options = { extra_args: ['--max-session-turns', '3'] };
    const { outcome } = await dispatchGemini({ binary, url: server.url, options });
    assert.equal(outcome.kind, 'unsupported_version', outcome.message);
    assert.match(outcome.message, /max-session-turns/);
  });
}

/** After an error the CLI writes the whole conversation into a file: beside the dispatch's own files, which go with it. */
async function reportsStayWithTheDispatch(binary: string): Promise<void> {
  const reports = async (folder: string) =>
    (await readdir(folder)).filter((name) => name.startsWith('gemini-client-error')).sort();
  const before = await reports(tmpdir());
  await withGeminiServer([INVALID_KEY], async (server) => {
    await dispatchGemini({
      binary,
      url: server.url,
      inspect: async (_, folder) => assert.equal((await reports(join(folder, 'scratch/tmp'))).length, 1),
    });
  });
  assert.deepEqual(await reports(tmpdir()), before);
}

export const geminiFailureChecks: Checks = {
  invalidKey: failing({ answer: INVALID_KEY, kind: 'authentication', requests: 1 }),
  refusedKey: failing({ answer: status(401, { message: 'no' }), kind: 'authentication', requests: 1 }),
  forbidden: failing({ answer: status(403, { message: 'denied' }), kind: 'authentication', requests: 1 }),
  unknownModel: failing({ answer: status(404, { message: 'no such model' }), kind: 'failed', requests: 1 }),
  promptTooLong: failing({
    answer: status(400, { message: 'The input token count (2) exceeds the maximum number of tokens allowed (1).' }),
    kind: 'context_limit',
    requests: 1,
  }),
  rateLimited: failing({ answer: wait('2s'), kind: 'transient', requests: ATTEMPTS, retry: { afterMs: 2_000 } }),
  rateLimitedForLong: failing({ answer: wait('3600s'), kind: 'quota', requests: 1, retry: { afterMs: 3_600_000 } }),
  dailyQuota: failing({ answer: DAILY, kind: 'quota', requests: 1 }),
  serverErrors: failing({ answer: status(500, { message: 'Internal' }), kind: 'transient', requests: ATTEMPTS }),
  overloaded: failing({ answer: status(503, { message: 'overloaded' }), kind: 'transient', requests: ATTEMPTS }),
  serverErrorOnce,
  malformedStream: failing({ answer: { fail: 'malformed' }, kind: 'failed', requests: 1 }),
  cutStream: failing({ answer: { fail: 'cut' }, kind: 'transient', requests: 1 }),
  refusedConnection,
  missingKey,
  refusal: failing({
    answer: { finish: 'SAFETY', usage: SOME_TOKENS },
    kind: 'refused',
    requests: ATTEMPTS,
    counted: ATTEMPTS,
  }),
  // The CLI does not pass on that it was blocked.
  blockedPrompt: failing({
    answer: { blocked: 'PROHIBITED_CONTENT', usage: SOME_TOKENS },
    kind: 'transient',
    requests: ATTEMPTS,
    counted: ATTEMPTS,
  }),
  emptyAnswer: failing({ answer: { usage: SOME_TOKENS }, kind: 'transient', requests: ATTEMPTS, counted: ATTEMPTS }),
  cutAnswer: failing({
    answer: { finish: 'MAX_TOKENS', usage: SOME_TOKENS },
    kind: 'context_limit',
    requests: ATTEMPTS,
    counted: ATTEMPTS,
  }),
  unknownOption,
  reportsStayWithTheDispatch,
};
