/** Tokens of model responses, by kind; the kinds do not overlap, but for those that say so. */
export interface WireTokens {
  /** Uncached input. */
  readonly input: number;
  readonly cached_input: number;
  readonly cache_write: number;
  /** The part of `cache_write` that is kept for an hour and costs more. */
  readonly cache_write_1h: number;
  readonly output: number;
  /** The part of `output` that was reasoning. */
  readonly reasoning: number;
}

export const NO_TOKENS: WireTokens = {
  input: 0,
  cached_input: 0,
  cache_write: 0,
  cache_write_1h: 0,
  output: 0,
  reasoning: 0,
};

export function addTokens(a: WireTokens, b: WireTokens): WireTokens {
  return {
    input: a.input + b.input,
    cached_input: a.cached_input + b.cached_input,
    cache_write: a.cache_write + b.cache_write,
    cache_write_1h: a.cache_write_1h + b.cache_write_1h,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** What one response's own words say that it used, so far. */
export interface ResponseUsage {
  /** As the response names it; null until it does. */
  readonly model: string | null;
  readonly tokens: WireTokens;
  /** Whether these are the response's last counts. */
  readonly final: boolean;
}

/** Reads one provider's responses: the whole of a plain one, or the events of a stream one by one. */
export interface UsageReader {
  /** Bytes without which a line of a stream tells nothing about usage, so that it need not be parsed. */
  readonly marks: readonly Buffer[];
  /** Takes what was parsed from JSON; anything may be in it. */
  take(data: unknown): void;
  /** @param whole whether the response came to its end as HTTP sees it */
  usage(whole: boolean): ResponseUsage;
}
