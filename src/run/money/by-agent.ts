import { z } from 'zod';
import { roundUsd, totalTokens, type Usage } from '../usage.js';

const count = z.number().int().nonnegative();

/** What each agent used, by its name and its model: `claude-code claude-sonnet-5-5`. Dollars that were lost sight of are not in it. */
export const byAgentSchema = z.record(
  z.string(),
  z.looseObject({ usd: z.number().nonnegative(), tokens: count, dispatches: count }),
);
export type ByAgent = Readonly<z.infer<typeof byAgentSchema>>;

export function usedBy(agent: string, model: string, usage: Usage): ByAgent {
  return { [`${agent} ${model}`]: { usd: usage.usd, tokens: totalTokens(usage), dispatches: usage.dispatches } };
}

export function addByAgent(a: ByAgent, b: ByAgent): ByAgent {
  const sum = { ...a };
  for (const [name, used] of Object.entries(b)) {
    const known = sum[name];
    sum[name] = {
      ...known,
      usd: roundUsd((known?.usd ?? 0) + used.usd),
      tokens: (known?.tokens ?? 0) + used.tokens,
      dispatches: (known?.dispatches ?? 0) + used.dispatches,
    };
  }
  return sum;
}
