/** What the CLI prints about a refused quota where its stream says nothing of it: on standard error, as an object of its own. */
export interface QuotaHint {
  add(line: string): void;
  /** It counts the quota as used up for longer than waiting helps: no request was repeated. */
  sticky(): boolean;
  /** When to ask again, in milliseconds from then; null where it does not know. */
  afterMs(): number | null;
}

/** Longest wait that is believed: a quota of a month. */
const LONGEST_MS = 31 * 24 * 3_600_000;

export function quotaHint(): QuotaHint {
  let sticky = false;
  let afterMs: number | null = null;
  return {
    add(line) {
      sticky ||= line.includes('TerminalQuotaError:');
      const found = /^\s*retryDelayMs: (\d{1,12})(?:\.\d+)?,?$/.exec(line)?.[1];
      afterMs = found === undefined ? afterMs : believed(Number(found));
    },
    sticky: () => sticky,
    afterMs: () => afterMs,
  };
}

/** The wait that stands in a message: `Suggested retry after 34s`, `Please retry in 2.5s`. */
export function waitInMessage(message: string): number | null {
  const [, amount, unit] =
    /(?:Suggested retry after|Please retry in) (\d{1,9}(?:\.\d{1,9})?)(ms|s)\b/.exec(message) ?? [];
  return amount === undefined ? null : believed(Math.ceil(Number(amount) * (unit === 'ms' ? 1 : 1_000)));
}

function believed(ms: number): number | null {
  return ms > 0 && ms <= LONGEST_MS ? ms : null;
}
