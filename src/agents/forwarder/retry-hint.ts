import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { RetryHint } from '../contract.js';

/** A provider that asks for a longer pause than this is not believed. */
const LONGEST_MS = 31 * 86_400_000;

/** Resets of limits that are used up; the one without a limit's name is that of a subscription, in seconds since 1970. */
const ANTHROPIC_RESET = /^anthropic-ratelimit-(.+)-reset$/;

const errorSchema = z.looseObject({
  error: z.looseObject({
    /** Gemini: `{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.07s"}`. */
    details: z
      .array(z.looseObject({ retryDelay: z.string().optional().catch(undefined) }))
      .optional()
      .catch(undefined),
    /** OpenAI, for the quota of a subscription: seconds since 1970, or from now. */
    resets_at: z.number().optional().catch(undefined),
    resets_in_seconds: z.number().optional().catch(undefined),
  }),
});

/** When an error said that another try makes sense: in its headers, or in its body. */
export function retryHint(headers: IncomingHttpHeaders, body: string): RetryHint | null {
  return fromBody(body) ?? fromRetryAfter(headers) ?? fromLimits(headers);
}

function fromRetryAfter(headers: IncomingHttpHeaders): RetryHint | null {
  const precise = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(precise)) {
    return after(precise);
  }
  const value = headers['retry-after'];
  if (value === undefined) {
    return null;
  }
  return /^\d+(?:\.\d+)?$/.test(value.trim()) ? after(Number(value) * 1000) : at(Date.parse(value));
}

/** The latest reset among the limits of which nothing is left. */
function fromLimits(headers: IncomingHttpHeaders): RetryHint | null {
  const resets = Object.entries(headers).flatMap(([name, value]) => {
    const limit = ANTHROPIC_RESET.exec(name)?.[1];
    const used =
      headers[`anthropic-ratelimit-${limit}-remaining`] === '0' ||
      headers[`anthropic-ratelimit-${limit}-status`] === 'rejected';
    const time = /^\d+$/.test(String(value)) ? Number(value) * 1000 : Date.parse(String(value));
    return limit !== undefined && used && Number.isFinite(time) ? [time] : [];
  });
  return resets.length === 0 ? null : at(Math.max(...resets));
}

function fromBody(body: string): RetryHint | null {
  const error = errorSchema.safeParse(parsed(body)).data?.error;
  const delay = error?.details?.map(({ retryDelay }) => /^(\d+(?:\.\d+)?)s$/.exec(retryDelay ?? '')?.[1]).find(Boolean);
  if (delay !== undefined) {
    return after(Number(delay) * 1000);
  }
  if (error?.resets_in_seconds !== undefined) {
    return after(error.resets_in_seconds * 1000);
  }
  return error?.resets_at === undefined ? null : at(error.resets_at * 1000);
}

function after(ms: number): RetryHint | null {
  return ms >= 0 && ms <= LONGEST_MS ? { afterMs: Math.round(ms) } : null;
}

function at(time: number): RetryHint | null {
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? { at: new Date(time).toISOString() } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
