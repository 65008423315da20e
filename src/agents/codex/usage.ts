import { NO_USAGE, type Usage } from '../../run/usage.js';
import type { CodexTokens } from './events.js';

/** Codex counts cached input, and input that was written to the cache, as input too; we keep the parts apart. */
export function usageOf(tokens: CodexTokens): Usage {
  const cached = tokens.cached_input_tokens;
  const written = tokens.cache_write_input_tokens;
  return {
    ...NO_USAGE,
    input: Math.max(0, tokens.input_tokens - cached - written),
    cached_input: cached,
    cache_write: written,
    output: tokens.output_tokens,
    reasoning: Math.min(tokens.reasoning_output_tokens, tokens.output_tokens),
  };
}
