/** What a sample comes to; the unit is that of its values. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The smallest value that at least `share` (0 to 1) of the sample does not exceed (nearest rank); NaN for an empty one. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function summarise(values: readonly number[]): Summary {
  return {
    n: values.length,
    p50: median(values),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
  };
}

/** The lowest median of several repetitions: what a busy machine disturbed least. NaN when there are none. */
export function bestMedian(repetitions: readonly (readonly number[])[]): number {
  return percentile(repetitions.map(median), 0);
}

/** Length of a span from one instant to another; never negative. */
export function spanLength(span: readonly [number, number]): number {
  return Math.max(0, span[1] - span[0]);
}
