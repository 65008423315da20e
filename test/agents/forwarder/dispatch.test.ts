import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { accessVariables } from '../../../src/agents/access/access-variables.js';
import type { AgentBackend, DispatchRequest } from '../../../src/agents/contract.js';
import type { ForwarderTerms } from '../../../src/agents/forwarder/terms.js';
import type { JsonLine } from '../../../src/agents/output/json-line.js';
import { jsonLinesReader } from '../../../src/agents/output/json-lines.js';
import { dispatchOnce } from '../dispatching.js';
import { events, KEY, sendEvents, sendJson, upstream } from './support.js';

/** Asks its model `ASKS` times, one after the other, then says what it was told to say. */
const PROGRAM = `
const { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key, ASKS, SAYS } = process.env;
console.log('seen: ' + JSON.stringify(process.env));
for (let turn = 0; turn < Number(ASKS); turn += 1) {
  await fetch(url + '/v1/messages', { method: 'POST', headers: { 'x-api-key': key }, body: '{}' })
    .then((answer) => answer.text())
    .catch(() => '');
}
for (const line of JSON.parse(SAYS)) console.log(JSON.stringify(line));
`;

function asking(asks: number, says: readonly JsonLine[]): AgentBackend {
  return {
    name: 'asking',
    maxPromptBytes: 1_000_000,
    reportsCost: true,
    provider: () => 'anthropic',
    version: null,
    async prepare(request) {
      return {
        argv: [process.execPath, '--input-type=module', '-e', PROGRAM],
        env: { ...request.env, ...accessVariables(request.access), ASKS: String(asks), SAYS: JSON.stringify(says) },
        stdinFile: '/dev/null',
        stop: [{ signal: 'SIGTERM', target: 'group', graceMs: 200 }],
      };
    },
    reader: () => jsonLinesReader('asking'),
  };
}

const DONE: JsonLine = { type: 'result', ok: true };
const START = { type: 'message_start', message: { model: 'claude-x', usage: { input_tokens: 100, output_tokens: 1 } } };
const END = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } };

/** A dollar for a thousand tokens. */
const TERMS: ForwarderTerms = { costOf: (_, { input, output }) => (input + output) / 1_000, maxTokens: null };

async function api() {
  return await upstream((_, response) => sendEvents(response, START, END));
}

function through(url: string, change: Partial<DispatchRequest> = {}): Partial<DispatchRequest> {
  return {
    env: { PATH: process.env.PATH ?? '' },
    access: { provider: 'anthropic', key: { kind: 'api_key', value: KEY }, baseUrl: url },
    forwarder: TERMS,
    ...change,
  };
}

function withoutTerms({ forwarder: _, ...request }: Partial<DispatchRequest>): Partial<DispatchRequest> {
  return request;
}

const said = (input: number, output: number, usd = 0): JsonLine => ({ type: 'usage', input, output, usd });

describe('an agent behind the forwarder', () => {
  test('sees a stand-in and our address, and works', async () => {
    const { url, seen } = await api();
    const { outcome, logFile } = await dispatchOnce(asking(1, [said(100, 50), DONE]), through(url));
    expect(outcome).toMatchObject({ kind: 'completed', estimated: false });
    const log = await readFile(logFile, 'utf8');
    expect(log).toContain('"ANTHROPIC_BASE_URL":"http://127.0.0.1:');
    expect(log).not.toContain(KEY);
    expect(log).not.toContain(url);
    expect(seen.map(({ headers }) => headers['x-api-key'])).toEqual([KEY]);
  });

  test('reaches it also where the machine has a proxy for everything else', async () => {
    const { url } = await api();
    const env = { PATH: process.env.PATH ?? '', HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'intern.test' };
    const { outcome, logFile } = await dispatchOnce(asking(1, [DONE]), through(url, { env }));
    expect(outcome.usage).toMatchObject({ input: 100, output: 50 });
    expect(await readFile(logFile, 'utf8')).toContain('"NO_PROXY":"intern.test,127.0.0.1"');
  });

  test('gets the key itself without terms, and without a key nothing is made up', async () => {
    const direct = await dispatchOnce(asking(0, [DONE]), withoutTerms(through('http://127.0.0.1:9')));
    expect(await readFile(direct.logFile, 'utf8')).toContain(KEY);
    const access = { provider: 'anthropic', key: null, baseUrl: null } as const;
    const keyless = await dispatchOnce(asking(0, [DONE]), through('', { access }));
    expect(await readFile(keyless.logFile, 'utf8')).not.toContain('ANTHROPIC');
  });
});

test.each(['gateway.test', 'localhost:8080', 'https://'])(
  'an address of the environment that is none (%s) is told before anything starts',
  async (url) => {
    const { outcome } = await dispatchOnce(asking(1, [DONE]), through(url));
    expect(outcome).toMatchObject({ kind: 'failed', estimated: false, usage: { dispatches: 0 } });
    expect(outcome.message).toContain('ANTHROPIC_BASE_URL');
  },
);

describe('what it used', () => {
  test('is what it says itself where both agree, with its dollars', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(2, [said(200, 100, 0.7), DONE]), through(url));
    expect(outcome.usage).toMatchObject({ input: 200, output: 100, usd: 0.7, dispatches: 1 });
    expect(outcome.countsDiffer).toBeUndefined();
  });

  test('is priced by our list where it names no dollars', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(2, [said(200, 100), DONE]), through(url));
    expect(outcome.usage.usd).toBeCloseTo(0.3, 9);
  });

  test('is what went over the wire where it says less, and both are told', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(2, [said(1, 1, 9), DONE]), through(url));
    expect(outcome).toMatchObject({ estimated: false, usage: { input: 200, output: 100, usd: 0.3 } });
    expect(outcome.countsDiffer).toMatchObject({ wire: { input: 200 }, reported: { input: 1 } });
  });

  test('is what it says where that is more: something may have gone past us', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(1, [said(900, 100, 2), DONE]), through(url));
    expect(outcome).toMatchObject({ estimated: false, usage: { input: 900, output: 100, usd: 2 } });
    expect(outcome.countsDiffer).toMatchObject({ wire: { input: 100 }, reported: { input: 900 } });
  });

  test('is known where it says nothing at all: the end of everything was seen', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(2, []), through(url));
    expect(outcome).toMatchObject({ kind: 'protocol_drift', estimated: false, usage: { input: 200, output: 100 } });
    const idle = await dispatchOnce(asking(0, []), through(url));
    expect(idle.outcome).toMatchObject({ estimated: false, usage: { input: 0, output: 0 } });
  });

  test('is unknown where it did its work without asking here, and says nothing: it went past us', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(0, [DONE]), through(url));
    expect(outcome).toMatchObject({ kind: 'completed', estimated: true });
    const told = await dispatchOnce(asking(0, [said(0, 0), DONE]), through(url));
    expect(told.outcome).toMatchObject({ estimated: false, usage: { input: 0, output: 0 } });
  });

  test('is a lower bound where an answer broke off and it says nothing', async () => {
    const { url } = await upstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(events(START), () => response.destroy());
    });
    const { outcome } = await dispatchOnce(asking(1, []), through(url));
    expect(outcome).toMatchObject({ estimated: true, usage: { input: 100, output: 1 } });
    const told = await dispatchOnce(asking(1, [said(100, 40), DONE]), through(url));
    expect(told.outcome).toMatchObject({ estimated: false, usage: { input: 100, output: 40 } });
  });

  test('is what it says where a request of which nothing came back cost nothing by its count either', async () => {
    let asked = 0;
    const { url } = await upstream((_, response) => {
      asked += 1;
      if (asked === 1) {
        response.destroy();
      } else {
        sendEvents(response, START, END);
      }
    });
    const { outcome } = await dispatchOnce(asking(2, [said(100, 50, 0.7), DONE]), through(url));
    expect(outcome).toMatchObject({ estimated: false, usage: { input: 100, output: 50, usd: 0.7 } });
  });
});

describe('an allowance that is used up', () => {
  test('in dollars: nothing further is asked, and the dispatch ends as its budget', async () => {
    const { url, seen } = await api();
    const { outcome } = await dispatchOnce(asking(5, [DONE]), through(url, { maxUsd: 0.3 }));
    expect(seen).toHaveLength(2);
    expect(outcome).toMatchObject({ kind: 'budget', usage: { input: 200, output: 100, usd: 0.3 } });
    expect(outcome.message).toContain('the $0.3000 set aside for this dispatch are used up ($0.3000 so far)');
  });

  test('in tokens, whatever they cost', async () => {
    const { url, seen } = await api();
    const forwarder: ForwarderTerms = { costOf: () => null, maxTokens: 400 };
    const { outcome } = await dispatchOnce(asking(5, [DONE]), through(url, { maxUsd: 1, forwarder }));
    expect(seen).toHaveLength(3);
    expect(outcome).toMatchObject({ kind: 'budget', usage: { input: 300, output: 150, usd: 0 } });
  });

  test('in dollars stops no agent that keeps to them by itself, by prices that it knows better', async () => {
    const { url, seen } = await api();
    const keeping: AgentBackend = { ...asking(3, [said(300, 150, 0.1), DONE]), keepsAllowance: true };
    const { outcome } = await dispatchOnce(keeping, through(url, { maxUsd: 0.3 }));
    expect([seen.length, outcome.kind, outcome.usage.usd]).toEqual([3, 'completed', 0.1]);
  });

  test('is no reason where its last answer came before: it got what it asked for', async () => {
    const { url } = await api();
    const { outcome } = await dispatchOnce(asking(2, [DONE]), through(url, { maxUsd: 0.3 }));
    expect(outcome.kind).toBe('completed');
  });
});

describe('a provider that asks for a pause', () => {
  test('is heard where the agent did not say it', async () => {
    const { url } = await upstream((_, response) => {
      response.setHeader('retry-after', '9');
      sendJson(response, {}, 429);
    });
    const failed: JsonLine = { type: 'result', ok: false, message: 'busy', reason: 'transient' };
    const { outcome } = await dispatchOnce(asking(1, [failed]), through(url));
    expect(outcome).toMatchObject({ kind: 'transient', retry: { afterMs: 9_000 }, estimated: false });
    expect((await dispatchOnce(asking(1, [DONE]), through(url))).outcome.retry).toBeUndefined();
  });
});
