import { describe, expect, test } from '@jest/globals';
import { bestMedian, median, percentile, spanLength, summarise } from '../../src/bench/statistics.js';

describe('statistics', () => {
  test('a percentile is a value of the sample: the smallest that covers the share', () => {
    const sample = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.01, 0.5, 0.95, 0.99, 1].map((share) => percentile(sample, share))).toEqual([1, 1, 50, 95, 99, 100]);
  });

  test('numbers are ordered by size, and the sample is left as it is', () => {
    const sample = [10, 9, 100];
    expect(median(sample)).toBe(10);
    expect(sample).toEqual([10, 9, 100]);
  });

  test('an empty sample has no figures', () => {
    expect(summarise([])).toEqual({ n: 0, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN });
  });

  test('a summary of one value is that value', () => {
    expect(summarise([7])).toEqual({ n: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  test('the best median comes from the repetition that was disturbed least', () => {
    expect(bestMedian([[30, 31, 32], [10, 11, 900], [20]])).toBe(11);
  });

  test('a clock that went back makes no negative time', () => {
    expect([spanLength([5, 8]), spanLength([8, 5])]).toEqual([3, 0]);
  });
});
