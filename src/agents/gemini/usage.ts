import { NO_USAGE, type Usage } from '../../run/usage.js';
import type { GeminiStats } from './events.js';

/** What a result says the whole run used: everything that is no input is output and is billed so, thoughts included. */
export function usageOfStats(stats: GeminiStats): Usage {
  const all = stats.input_tokens ?? 0;
  const cached = Math.min(stats.cached ?? 0, all);
  const answered = stats.output_tokens ?? 0;
  const output = Math.max((stats.total_tokens ?? 0) - all, answered);
  const reasoning = output - answered;
  return {
    ...NO_USAGE,
    input: all - cached,
    cached_input: cached,
    output,
    ...(reasoning > 0 ? { reasoning } : {}),
  };
}

/** Whether the totals are there from which usage is told: one that is missing, or cannot be believed, counts as nothing and so tells too little. */
export function tellsAll(stats: GeminiStats | undefined): boolean {
  return stats?.input_tokens !== undefined && stats.total_tokens !== undefined;
}
