import type { RetryHint } from '../contract.js';

const UNITS: Readonly<Record<string, number>> = { µs: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `Please try again in 30s.`, also `1.5s`, `250ms`, `1m30s`. */
const SPAN = /try again in ((?:\d+(?:\.\d+)?(?:ms|s|m|h)\s?){1,3})/i;

/** What the retry layer logs before it waits: `retrying sampling request (1/3 in 3599.99s)`. */
const WAITING = /retrying sampling request \(\d+\/\d+ in (\d+(?:\.\d+)?)(µs|ms|s)\)/;

/** When to try again, as a failure says it; null where it does not. */
export function saidRetry(words: string): RetryHint | null {
  const span = SPAN.exec(words)?.[1];
  if (span === undefined) {
    return resetDate(words);
  }
  const parts = [...span.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/gi)];
  const ms = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNITS[(unit ?? '').toLowerCase()] ?? 0),
    0,
  );
  return { afterMs: Math.ceil(ms) };
}

/** How long the CLI is about to wait before it asks again, in milliseconds, and whether a rate limit told it to. */
export function announcedWait(line: string): { readonly ms: number; readonly told: boolean } | null {
  const [, number, unit] = WAITING.exec(line) ?? [];
  return number === undefined
    ? null
    : { ms: Math.ceil(Number(number) * (UNITS[unit ?? ''] ?? 0)), told: /\b429\b|rate limit/i.test(line) };
}

/** `try again at Nov 18th, 2026 11:06 AM.`, in the machine's own time zone. A time without a day means nothing without a clock. */
function resetDate(words: string): RetryHint | null {
  const [, month, day, year, time] =
    /try again at ([A-Z][a-z]{2}) (\d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}:\d{2} [AP]M)/.exec(words) ?? [];
  const at = new Date(`${month} ${day}, ${year} ${time}`);
  return month === undefined || Number.isNaN(at.getTime()) ? null : { at: at.toISOString() };
}
