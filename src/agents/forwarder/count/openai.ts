import { z } from 'zod';
import { reportedTokens } from '../../output/reported-usage.js';
import { NO_TOKENS, type UsageReader, type WireTokens } from './tokens.js';

const count = reportedTokens.nullish().catch(undefined);
const details = z
  .looseObject({ cached_tokens: count, cache_write_tokens: count, reasoning_tokens: count })
  .nullish()
  .catch(undefined);

/** Input holds what was cached and what was written to the cache, output the reasoning. The Responses API and Chat Completions name the same things differently. */
const usageSchema = z.looseObject({
  input_tokens: count,
  input_tokens_details: details,
  output_tokens: count,
  output_tokens_details: details,
  prompt_tokens: count,
  prompt_tokens_details: details,
  completion_tokens: count,
  completion_tokens_details: details,
});

const bodySchema = z.looseObject({
  model: z.string().optional(),
  usage: usageSchema.nullish(),
  /** Of Chat Completions; the last chunk of a stream has none, or says why it ended. */
  choices: z
    .array(z.looseObject({ finish_reason: z.string().nullish() }))
    .nullish()
    .catch(undefined),
});

/** An event of a Responses stream that holds the response as it stands; its type says whether that is the end. */
const eventSchema = z.looseObject({ type: z.string(), response: bodySchema });

const LAST_EVENTS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** The Responses API and Chat Completions, streamed or in one piece. */
export function openaiUsage(): UsageReader {
  let model: string | null = null;
  let tokens = NO_TOKENS;
  let counted = false;
  let final = false;
  const body = (said: z.infer<typeof bodySchema>): boolean => {
    model = said.model ?? model;
    if (!said.usage) {
      return false;
    }
    tokens = tokensOf(said.usage);
    return true;
  };
  return {
    marks: [Buffer.from('"usage"'), ...[...LAST_EVENTS].map((type) => Buffer.from(`"${type}"`))],
    take(data) {
      const event = eventSchema.safeParse(data).data;
      if (event) {
        const told = body(event.response);
        // A response that failed before it cost anything has no usage.
        final ||= LAST_EVENTS.has(event.type) && (told || event.type === 'response.failed');
        return;
      }
      const whole = bodySchema.safeParse(data).data;
      if (whole && body(whole)) {
        counted = true;
        // Some servers tell a running count with each chunk.
        final ||= (whole.choices ?? []).every(({ finish_reason }) => finish_reason);
      }
    },
    usage: (whole) => ({ model, tokens, final: final || (counted && whole) }),
  };
}

function tokensOf(usage: z.infer<typeof usageSchema>): WireTokens {
  const input = usage.input_tokens ?? usage.prompt_tokens ?? 0;
  const output = usage.output_tokens ?? usage.completion_tokens ?? 0;
  const inputParts = usage.input_tokens_details ?? usage.prompt_tokens_details;
  const outputParts = usage.output_tokens_details ?? usage.completion_tokens_details;
  const cached = Math.min(input, inputParts?.cached_tokens ?? 0);
  const written = Math.min(input - cached, inputParts?.cache_write_tokens ?? 0);
  return {
    ...NO_TOKENS,
    input: input - cached - written,
    cached_input: cached,
    cache_write: written,
    output,
    reasoning: Math.min(output, outputParts?.reasoning_tokens ?? 0),
  };
}
