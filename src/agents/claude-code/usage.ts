import { addUsage, NO_USAGE, roundUsd, type Usage } from '../../run/usage.js';
import type { ApiCounts, ClaudeResult } from './events.js';

/** Subagents whose current message is followed separately; beyond it, the oldest is booked as it stands. */
const MOST_THREADS = 64;

/**
 * What a result says the whole run used. `modelUsage` counts every model, subagents and retried requests and is cumulative over
 * the results of one process; `usage` covers only the main conversation and serves where the former is missing.
 */
export function usageOfResult(result: ClaudeResult): Usage {
  const usd = roundUsd(result.total_cost_usd ?? 0);
  const models = Object.values(result.modelUsage ?? {});
  if (models.length === 0) {
    return { ...fromApi(result.usage ?? {}), usd };
  }
  const sum = models.reduce(
    (total, model) =>
      addUsage(total, {
        ...NO_USAGE,
        input: model.inputTokens,
        cached_input: model.cacheReadInputTokens,
        cache_write: model.cacheCreationInputTokens,
        output: model.outputTokens,
        ...(model.thinkingTokens === 0 ? {} : { reasoning: Math.min(model.thinkingTokens, model.outputTokens) }),
      }),
    NO_USAGE,
  );
  return { ...sum, usd };
}

/** Whether a result tells at all what was used; one that does not would count as nothing. */
export function tellsUsage({ usage, modelUsage = {} }: ClaudeResult): boolean {
  return Object.keys(modelUsage).length > 0 || usage?.input_tokens !== undefined;
}

/** Adds up messages as they stream, for the case that no result ever comes. */
export interface PartialUsage {
  /** A message of a conversation (null is the main one), as it starts or is shown. */
  message(thread: string | null, id: string, usage: ApiCounts): void;
  /** The true counts of the message that the conversation is at. */
  delta(thread: string | null, usage: ApiCounts): void;
  total(): Usage;
  reset(): void;
}

export function partialUsage(): PartialUsage {
  let booked = NO_USAGE;
  const current = new Map<string | null, { id: string; usage: ApiCounts }>();

  function book(thread: string | null): void {
    const message = current.get(thread);
    if (message) {
      booked = addUsage(booked, fromApi(message.usage));
      current.delete(thread);
    }
  }

  return {
    message(thread, id, usage) {
      if (current.get(thread)?.id === id) {
        return;
      }
      book(thread);
      current.set(thread, { id, usage });
      const [oldest] = current.keys();
      if (current.size > MOST_THREADS && oldest !== undefined) {
        book(oldest);
      }
    },
    delta(thread, usage) {
      const message = current.get(thread);
      if (message) {
        current.set(thread, { id: message.id, usage: newer(message.usage, usage) });
      }
    },
    total: () => [...current.values()].reduce((sum, { usage }) => addUsage(sum, fromApi(usage)), booked),
    reset() {
      booked = NO_USAGE;
      current.clear();
    },
  };
}

function newer(before: ApiCounts, now: ApiCounts): ApiCounts {
  return {
    input_tokens: now.input_tokens ?? before.input_tokens,
    output_tokens: now.output_tokens ?? before.output_tokens,
    cache_read_input_tokens: now.cache_read_input_tokens ?? before.cache_read_input_tokens,
    cache_creation_input_tokens: now.cache_creation_input_tokens ?? before.cache_creation_input_tokens,
  };
}

function fromApi(usage: ApiCounts): Usage {
  return {
    ...NO_USAGE,
    input: usage.input_tokens ?? 0,
    cached_input: usage.cache_read_input_tokens ?? 0,
    cache_write: usage.cache_creation_input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
  };
}
