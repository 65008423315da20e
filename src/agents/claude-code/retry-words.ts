import type { RetryHint } from '../contract.js';
import type { TypedObject } from '../output/json-object.js';
import { apiRetrySchema, rateLimitSchema } from './events.js';

/** What a stream told about when it makes sense to ask again. */
export interface RetryWords {
  /** How long the CLI waited before it asked for the last time, where the server was too busy; milliseconds. */
  readonly delayMs: number | null;
  /** When the limit that refused a request ends, in seconds since the epoch; null where none did, absent where it was not told. */
  readonly limit: { readonly resetsAt?: number | undefined } | null;
}

/** Statuses with which a server says that it has too much to do; with these it may say for how long. */
const BUSY: ReadonlySet<number> = new Set([429, 503, 529]);

/** Follows the CLI's own attempts and the limits of the account. */
export function retryWords(): { told(object: TypedObject): void; said(): RetryWords } {
  let words: RetryWords = { delayMs: null, limit: null };
  return {
    told(object) {
      const retry = object.subtype === 'api_retry' ? apiRetrySchema.safeParse(object).data : undefined;
      if (retry !== undefined) {
        words = { ...words, delayMs: BUSY.has(retry.error_status ?? 0) ? retry.retry_delay_ms : null };
      }
      const info = 'rate_limit_info' in object ? rateLimitSchema.safeParse(object).data?.rate_limit_info : undefined;
      if (info !== undefined) {
        words = { ...words, limit: info.status === 'rejected' ? { resetsAt: info.resetsAt } : null };
      }
    },
    said: () => words,
  };
}

/** `Claude AI usage limit reached|1795568011`: how older versions told the end of a limit. */
const OLD_LIMIT = /\blimit reached\|(\d{9,11})\b/;

/** Whether a text names the end of a limit in that way. */
export function namesLimit(text: string): boolean {
  return OLD_LIMIT.test(text);
}

/** When to ask again after an end of this kind. @param text what the CLI said last */
export function retryHint(kind: 'transient' | 'quota', words: RetryWords, text: string): RetryHint | undefined {
  if (kind === 'transient') {
    return words.delayMs === null ? undefined : { afterMs: words.delayMs };
  }
  const seconds = words.limit?.resetsAt ?? Number(OLD_LIMIT.exec(text)?.[1] ?? 0);
  return seconds === 0 ? undefined : { at: new Date(seconds * 1000).toISOString() };
}
