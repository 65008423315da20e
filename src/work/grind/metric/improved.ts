import type { Metric } from '../../../grind/prompt.js';

/** Whether a metric became better by more than its least improvement; without one, any improvement counts. */
export function improved({ goal, min_improvement: least }: Metric, before: number, after: number): boolean {
  const gain = goal === 'min' ? before - after : after - before;
  return gain > least;
}

/** Why a session is discarded, with both numbers. */
export function notImproved({ goal, min_improvement: least }: Metric, before: number, after: number): string {
  const needed = least === 0 ? '' : ` by more than ${least}`;
  const wanted = goal === 'min' ? 'fall' : 'rise';
  return `metric not improved: ${before} before, ${after} after; it must ${wanted}${needed} (goal ${goal})`;
}
