import type { LineChange, LineChanges } from './setting-file.js';

/** Limits that a project holds itself to. */
const FLOORS =
  /\b(?:branches|lines|functions|statements|fail[_-]under|cov-fail-under|minimum|minimum_coverage(?:_by_file)?|min_coverage|check-coverage|[Tt]hreshold\w*|target|line|branch|mutationThreshold|coverage(?:Ratio)?)\b["']?\s*(?:[=:>({]|\s)\s*(?:line:\s*)?["']?(-?\d+(?:\.\d+)?)/g;
const CEILINGS =
  /\b(?:retries|reruns|retry|retry_count|flaky_retries|maxRetries|rerunFailingTestsCount|max-retries|failure-threshold|maxFailures)\b["']?\s*(?:[=:>(]|\s)\s*["']?(\d+)/g;

export interface NumberChange {
  readonly before: LineChange | null;
  readonly after: LineChange | null;
}

/** Floors that fell or were taken away, and ceilings that rose. */
export function loosenedNumbers({ removed, added }: LineChanges): readonly NumberChange[] {
  return [...compare(removed, added, FLOORS, (old, now) => now === null || now < old), ...raised(removed, added)];
}

interface Named {
  readonly line: LineChange;
  readonly key: string;
  readonly value: number;
}

function compare(
  removed: readonly LineChange[],
  added: readonly LineChange[],
  pattern: RegExp,
  looser: (before: number, after: number | null) => boolean,
): readonly NumberChange[] {
  const now = [...named(added, pattern)];
  return named(removed, pattern).flatMap((old) => {
    const index = now.findIndex(({ key }) => key === old.key);
    const [found] = index < 0 ? [] : now.splice(index, 1);
    return looser(old.value, found?.value ?? null) ? [{ before: old.line, after: found?.line ?? null }] : [];
  });
}

function raised(removed: readonly LineChange[], added: readonly LineChange[]): readonly NumberChange[] {
  const old = named(removed, CEILINGS);
  return named(added, CEILINGS).flatMap((now) => {
    const before = old.find(({ key }) => key === now.key);
    return now.value > (before?.value ?? 0) ? [{ before: before?.line ?? null, after: now.line }] : [];
  });
}

function named(lines: readonly LineChange[], pattern: RegExp): readonly Named[] {
  return lines.flatMap((line) =>
    [...line.text.matchAll(pattern)].map((match) => ({
      line,
      key: (/[\w-]+/.exec(match[0])?.[0] ?? '').toLowerCase(),
      value: Number(match[1]),
    })),
  );
}
