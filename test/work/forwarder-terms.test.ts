import { describe, expect, test } from '@jest/globals';
import type { AgentBackend } from '../../src/agents/contract.js';
import { NO_TOKENS } from '../../src/agents/forwarder/count/tokens.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { forwarderTerms, tellDifference } from '../../src/work/money/forwarder-terms.js';
import { KEY, sendJson, upstream } from '../agents/forwarder/support.js';
import { carriedOut, shellAgent } from './support.js';

const PRICES = { ...DEFAULT_CONFIG.budgets, pricing: { m: { input_per_million_usd: 2, output_per_million_usd: 10 } } };
const USED = {
  ...NO_TOKENS,
  input: 1_000,
  cached_input: 2_000,
  cache_write: 3_000,
  cache_write_1h: 1_000,
  output: 400,
};

describe('what a dispatch’s tokens cost', () => {
  test('follows our list, with input that is kept for an hour at twice the input price', () => {
    const { costOf } = forwarderTerms({ budgets: PRICES }, 'other', {});
    // 1,000 at 2; 2,000 at 0.2; 2,000 at 2.5 and 1,000 at 4; 400 at 10: dollars for a million each.
    expect(costOf('m', USED)).toBeCloseTo(0.0154, 10);
    expect(costOf('m-2026-01-31', USED)).toBeCloseTo(0.0154, 10);
    expect(costOf('m-20260131', USED)).toBeCloseTo(0.0154, 10);
  });

  test('takes the price of the dispatch’s model for one that has none; without either it is not known', () => {
    expect(forwarderTerms({ budgets: PRICES }, 'm', {}).costOf('what a gateway calls it', USED)).toBeCloseTo(
      0.0154,
      10,
    );
    expect(forwarderTerms({ budgets: PRICES }, 'x', {}).costOf('y', USED)).toBeNull();
  });
});

test('two counts that differ are told as a warning', () => {
  const told: unknown[] = [];
  const countsDiffer = { wire: { ...NO_USAGE, input: 7 }, reported: { ...NO_USAGE, output: 5 } };
  tellDifference({ tell: (event) => told.push(event) }, { countsDiffer }, 'codex');
  expect(told).toEqual([
    { kind: 'warning', message: "codex reported 5 tokens, its model's answers 7; the larger number counts" },
  ]);
});

describe('a unit', () => {
  const ASK =
    'for turn in 1 2 3; do node -e \'fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { method: "POST", headers: { "x-api-key": process.env.ANTHROPIC_API_KEY }, body: "{}" })\'; done; echo "$ANTHROPIC_API_KEY" > 01.txt';
  const agent: AgentBackend = {
    ...shellAgent({ implementer: ASK }, `echo '{"type":"result","ok":true}'`),
    reportsCost: false,
  };

  async function asking(tokens: number | null, forwarder = true) {
    const api = await upstream((_, response) => {
      sendJson(response, { type: 'message', model: 'm', usage: { input_tokens: 10, output_tokens: 5 } });
    });
    const access = { provider: 'anthropic', key: { kind: 'api_key', value: KEY }, baseUrl: api.url } as const;
    const done = await carriedOut({
      agent,
      config: (config) => ({ ...config, agent: { ...config.agent, forwarder }, budgets: PRICES }),
      ports: {
        agentFor: () => ({ backend: agent, model: 'm', access }),
        setAside: async () => ({ usd: 5, day: '2026-03-01', tokens }),
      },
    });
    return { ...done, asked: api.seen.length };
  }

  test('stops asking when the run has no tokens left, and halts as its budget', async () => {
    const { result, asked } = await asking(30);
    expect(asked).toBe(2);
    expect(result).toMatchObject({ kind: 'refusal', halt: { code: 'budget_exceeded' } });
  });

  test('books what the wire said, by our prices', async () => {
    const { result, read, asked } = await asking(null);
    expect(asked).toBe(3);
    expect(result.progress.usage.implementer).toMatchObject({ input: 30, output: 15, usd: 0.00021 });
    expect(read('01.txt')).not.toContain(KEY);
  });

  test('gives the agent its key where the configuration says so', async () => {
    const { read } = await asking(null, false);
    expect(read('01.txt')).toContain(KEY);
  });
});
