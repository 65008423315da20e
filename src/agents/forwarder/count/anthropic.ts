import { z } from 'zod';
import { reportedTokens } from '../../output/reported-usage.js';
import { NO_TOKENS, type UsageReader, type WireTokens } from './tokens.js';

/** A count that is absent means "as before". */
const given = reportedTokens.nullish().catch(undefined);

const usageSchema = z.looseObject({
  input_tokens: given,
  cache_read_input_tokens: given,
  cache_creation_input_tokens: given,
  cache_creation: z.looseObject({ ephemeral_1h_input_tokens: given }).nullish().catch(undefined),
  output_tokens: given,
});

const messageSchema = z.looseObject({
  model: z.string().optional(),
  stop_reason: z.string().nullish(),
  usage: usageSchema.optional(),
});

/** A message that came in one piece, and the events of one that streams. */
const partSchema = z.discriminatedUnion('type', [
  messageSchema.extend({ type: z.literal('message') }),
  z.looseObject({ type: z.literal('message_start'), message: messageSchema }),
  z.looseObject({
    type: z.literal('message_delta'),
    delta: z.looseObject({ stop_reason: z.string().nullish() }).optional(),
    usage: usageSchema.optional(),
  }),
  z.looseObject({ type: z.literal('message_stop') }),
]);

/** The Messages API. Counts of a stream are running totals; the last delta, which has the reason of the end, is final. */
export function anthropicUsage(): UsageReader {
  let model: string | null = null;
  let tokens = NO_TOKENS;
  let final = false;
  const message = (said: z.infer<typeof messageSchema>): void => {
    model = said.model ?? model;
    tokens = newer(tokens, said.usage);
  };
  return {
    marks: [Buffer.from('"usage"'), Buffer.from('"message_stop"')],
    take(data) {
      const part = partSchema.safeParse(data).data;
      switch (part?.type) {
        case 'message':
          message(part);
          final = part.usage !== undefined;
          break;
        case 'message_start':
          message(part.message);
          break;
        case 'message_delta':
          tokens = newer(tokens, part.usage);
          final ||= (part.delta?.stop_reason ?? null) !== null;
          break;
        case 'message_stop':
          final = true;
          break;
      }
    },
    usage: () => ({ model, tokens, final }),
  };
}

function newer(before: WireTokens, usage: z.infer<typeof usageSchema> | undefined): WireTokens {
  return {
    ...before,
    input: usage?.input_tokens ?? before.input,
    cached_input: usage?.cache_read_input_tokens ?? before.cached_input,
    cache_write: usage?.cache_creation_input_tokens ?? before.cache_write,
    cache_write_1h: usage?.cache_creation?.ephemeral_1h_input_tokens ?? before.cache_write_1h,
    output: usage?.output_tokens ?? before.output,
  };
}
