import { z } from 'zod';
import { reportedTokens } from '../output/reported-usage.js';

/** The events of `gemini --output-format stream-json` that we use (Gemini CLI 0.61); all other fields pass unread. */

const count = reportedTokens.optional().catch(undefined);

export const initSchema = z.looseObject({ session_id: z.string() });

export const messageSchema = z.looseObject({ role: z.string(), content: z.string() });

export const toolUseSchema = z.looseObject({ tool_name: z.string() });

export const errorSchema = z.looseObject({ severity: z.string().optional(), message: z.string() });

/**
 * `input_tokens` is all input, the cached part included; `output_tokens` is without thoughts, which only `total_tokens` holds.
 * Side requests of the CLI are in, and so is every attempt that brought an answer.
 */
const statsSchema = z.looseObject({
  total_tokens: count,
  input_tokens: count,
  output_tokens: count,
  cached: count,
});
export type GeminiStats = z.infer<typeof statsSchema>;

export const resultSchema = z.looseObject({
  status: z.string(),
  error: z.looseObject({ type: z.string().optional(), message: z.string().optional() }).optional(),
  stats: statsSchema.optional(),
});
export type GeminiResult = z.infer<typeof resultSchema>;
