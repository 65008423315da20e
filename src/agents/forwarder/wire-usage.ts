import { NO_USAGE, roundUsd, totalTokens, type Usage } from '../../run/usage.js';
import { addTokens, NO_TOKENS } from './count/tokens.js';
import type { WireTotals } from './count/wire-count.js';
import type { ForwarderTerms } from './terms.js';

/** What passed, as usage. Its dollars leave out models whose price is not known. */
export function wireUsage({ byModel }: WireTotals, { costOf }: ForwarderTerms): Usage {
  const all = [...byModel.values()].reduce(addTokens, NO_TOKENS);
  const usd = [...byModel].reduce((sum, [model, tokens]) => sum + (costOf(model, tokens) ?? 0), 0);
  return {
    ...NO_USAGE,
    input: all.input,
    cached_input: all.cached_input,
    cache_write: all.cache_write,
    output: all.output,
    ...(all.reasoning === 0 ? {} : { reasoning: all.reasoning }),
    usd: roundUsd(usd),
  };
}

/** Why nothing further may be asked of a model; null while it may. What is under way counts as far as it was seen. */
export function usedUp(totals: WireTotals, terms: ForwarderTerms, maxUsd: number | null): string | null {
  const usage = wireUsage(totals, terms);
  const tokens = totalTokens(usage);
  if (maxUsd !== null && usage.usd >= maxUsd) {
    return `Stopped by Pitboss: the $${maxUsd.toFixed(4)} set aside for this dispatch are used up ($${usage.usd.toFixed(4)} so far).`;
  }
  if (terms.maxTokens !== null && tokens >= terms.maxTokens) {
    return `Stopped by Pitboss: the ${terms.maxTokens} tokens left for this dispatch are used up (${tokens} so far).`;
  }
  return null;
}
