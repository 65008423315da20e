import { NO_USAGE, roundUsd, type Usage } from '../../run/usage.js';
import { reportedTokens, reportedUsd } from '../output/reported-usage.js';

/** What one report line says; its numbers are rounded, so they are an estimate. */
export interface TokenReport {
  readonly sent: number;
  readonly cacheWrite: number;
  readonly cacheHit: number;
  readonly received: number;
}

const NUMBER = String.raw`(\d[\d,]*(?:\.\d+)?\s?[kKmM]?)`;
const REPORT = new RegExp(
  String.raw`^Tokens:\s*${NUMBER} sent(?:, ${NUMBER} cache write)?(?:, ${NUMBER} cache hit)?, ${NUMBER} received\b`,
);
/** Behind the tokens, or on a line of its own. */
const COST = /(?:^|\s)Cost: \$[\d.,]+ message, \$([\d,]+(?:\.\d+)?) session\b/;

/** Reads `Tokens: 2.7k sent, 1.1k cache write, 5.2k cache hit, 216 received.`; null for another line or a malformed report. */
export function readTokens(line: string): TokenReport | null {
  const found = REPORT.exec(line);
  if (found === null) {
    return null;
  }
  const [, sent, write, hit, received] = found;
  const numbers = [sent, write ?? '0', hit ?? '0', received].map(readNumber);
  const [a, b, c, d] = numbers;
  return a === undefined || b === undefined || c === undefined || d === undefined
    ? null
    : { sent: a, cacheWrite: b, cacheHit: c, received: d };
}

/** Dollars of the whole session so far; null where the line tells none. A model without a price has no costs at all. */
export function readCost(line: string): number | null {
  const said = COST.exec(line)?.[1];
  return said === undefined ? null : (reportedUsd.safeParse(Number(said.replaceAll(',', ''))).data ?? null);
}

/** `1,234`, `2.7k`, `1.2M`; undefined for anything that is no believable count. */
function readNumber(text: string | undefined): number | undefined {
  const factor = { k: 1_000, m: 1_000_000 }[(text ?? '').slice(-1).toLowerCase()] ?? 1;
  const digits = (text ?? '').replaceAll(/[,\skKmM]/g, '');
  return reportedTokens.safeParse(Math.round(Number(digits) * factor)).data;
}

/** Each report is about one reply; a session is the sum of them. "sent" is all input, cached input and cache writes included. */
export function usageOf(reports: TokenReport, usd: number): Usage {
  const { sent, cacheWrite, cacheHit, received } = reports;
  const input = Math.max(0, sent - cacheWrite - cacheHit);
  return { ...NO_USAGE, input, cached_input: cacheHit, cache_write: cacheWrite, output: received, usd: roundUsd(usd) };
}

export const NO_REPORT: TokenReport = { sent: 0, cacheWrite: 0, cacheHit: 0, received: 0 };

export function addReports(a: TokenReport, b: TokenReport): TokenReport {
  return {
    sent: a.sent + b.sent,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cacheHit: a.cacheHit + b.cacheHit,
    received: a.received + b.received,
  };
}
