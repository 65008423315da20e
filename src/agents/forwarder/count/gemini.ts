import { z } from 'zod';
import { reportedTokens } from '../../output/reported-usage.js';
import { NO_TOKENS, type UsageReader, type WireTokens } from './tokens.js';

const count = reportedTokens.nullish().catch(undefined);

const usageSchema = z.looseObject({
  /** With the cached part, without what tools of the provider brought in. */
  promptTokenCount: count,
  cachedContentTokenCount: count,
  toolUsePromptTokenCount: count,
  /** Without thoughts. */
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
});

const chunkSchema = z.looseObject({
  modelVersion: z.string().optional(),
  usageMetadata: usageSchema.optional(),
  candidates: z.array(z.looseObject({ finishReason: z.string().nullish() })).optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().nullish() }).nullish(),
});

/** generateContent, in one piece, as events or as one JSON array. The counts of the last chunk are those of the response. */
export function geminiUsage(): UsageReader {
  let model: string | null = null;
  let tokens = NO_TOKENS;
  let counted = false;
  let finished = false;
  const chunk = (data: unknown): void => {
    const said = chunkSchema.safeParse(data).data;
    model = said?.modelVersion ?? model;
    if (said?.usageMetadata) {
      tokens = tokensOf(said.usageMetadata);
      counted = true;
    }
    finished ||= said?.candidates?.some(({ finishReason }) => finishReason) === true;
    finished ||= Boolean(said?.promptFeedback?.blockReason);
  };
  return {
    marks: [Buffer.from('"usageMetadata"'), Buffer.from('"finishReason"'), Buffer.from('"promptFeedback"')],
    take(data) {
      for (const each of Array.isArray(data) ? data : [data]) {
        chunk(each);
      }
    },
    usage: (whole) => ({ model, tokens, final: counted && (whole || finished) }),
  };
}

function tokensOf(usage: z.infer<typeof usageSchema>): WireTokens {
  const prompt = usage.promptTokenCount ?? 0;
  const cached = Math.min(prompt, usage.cachedContentTokenCount ?? 0);
  const reasoning = usage.thoughtsTokenCount ?? 0;
  return {
    ...NO_TOKENS,
    input: prompt - cached + (usage.toolUsePromptTokenCount ?? 0),
    cached_input: cached,
    output: (usage.candidatesTokenCount ?? 0) + reasoning,
    reasoning,
  };
}
