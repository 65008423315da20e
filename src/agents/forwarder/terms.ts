import type { WireTokens } from './count/tokens.js';

/** What a forwarder needs to know beside the key. */
export interface ForwarderTerms {
  /** US dollars for tokens of a model, as responses name it; null where no price is known. */
  readonly costOf: (model: string, tokens: WireTokens) => number | null;
  /** Most tokens of all kinds; null for no limit. The most dollars are those of the dispatch. */
  readonly maxTokens: number | null;
}
