import { describe, expect, test } from '@jest/globals';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import type { StreamReader } from '../../src/agents/contract.js';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import { roleUsageSchema } from '../../src/run/usage.js';

function usageAfter(reader: StreamReader, lines: readonly object[]) {
  for (const line of lines) {
    reader.line('stdout', JSON.stringify(line));
  }
  return reader.finish({ kind: 'exited', code: 0 });
}

const ours = (usage: object) =>
  usageAfter(jsonLinesReader('agent'), [
    { type: 'usage', ...usage },
    { type: 'result', ok: true },
  ]);
const claudes = (modelUsage: object, usd = 0.5) =>
  usageAfter(new ClaudeReader(), [
    {
      type: 'result',
      subtype: 'success',
      is_error: false,
      num_turns: 1,
      total_cost_usd: usd,
      modelUsage: { m: modelUsage },
    },
  ]);

describe('usage that no record could hold is not believed', () => {
  test.each([
    ['dollars beyond every number', ours({ usd: 1e308 })],
    ['tokens beyond every number', ours({ input: 9e15 })],
    ['parts of tokens', claudes({ inputTokens: 1.5, outputTokens: 1 })],
    ['tokens beyond every number, from claude', claudes({ inputTokens: 9e15, outputTokens: 1 })],
    ['dollars beyond every number, from claude', claudes({ inputTokens: 1 }, 1e308)],
  ])('%s', (_, outcome) => {
    expect(roleUsageSchema.safeParse({ implementer: outcome.usage }).success).toBe(true);
    expect(outcome.usage).toMatchObject({ input: 0 });
  });

  test('and what was set aside then counts as spent', () => {
    expect(ours({ usd: 1e308 })).toMatchObject({ estimated: true });
    expect(claudes({ inputTokens: 1 }, 1e308)).toMatchObject({ kind: 'protocol_drift', estimated: true });
  });

  test('as it does where a result tells nothing of it', () => {
    const result = { type: 'result', subtype: 'success', is_error: false, num_turns: 1 };
    expect(usageAfter(new ClaudeReader(), [result])).toMatchObject({ kind: 'completed', estimated: true });
    expect(usageAfter(new ClaudeReader(), [{ ...result, modelUsage: {} }])).toMatchObject({ estimated: true });
    expect(usageAfter(new ClaudeReader(), [{ ...result, usage: { input_tokens: 0 } }])).toMatchObject({
      estimated: false,
    });
  });
});
