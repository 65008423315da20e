import type { Config } from '../../config/config.js';
import type { RunRecord } from '../record.js';
import { unitName } from '../units/unit-name.js';

/** Whether a sweep may come between two phases now. `open` is the number of open items; deferred phases never count. */
export function sweepAllowed(record: RunRecord, config: Config, open: number): boolean {
  const { enabled, max_consecutive: most, trigger_min_items: least } = config.sweep;
  switch (record.sweep_override ?? 'none') {
    case 'skip':
      return false;
    case 'force':
      return open > 0;
    case 'none':
      return enabled && record.consecutive_sweeps < most && open >= least;
  }
}

/** Whether the loop that works off what is left after the last phase may go on. */
export function finalSweepAllowed(record: RunRecord, config: Config, open: number): boolean {
  const { enabled, final_sweep_enabled: final, final_sweep_max_iterations: most } = config.sweep;
  return record.sweep_override !== 'skip' && enabled && final && open > 0 && (record.final_sweeps ?? 0) < most;
}

/**
 * The name of the sweep that a run owes before anything else, or null. What was owed when the last unit landed is looked at
 * again: the configuration, a person's word or the backlog may have changed since.
 */
export function dueSweep(record: RunRecord, config: Config, open: number): string | null {
  const after = record.kind === 'sweep' ? record.started_phase : record.completed.at(-1);
  if (!record.pending_sweep || after === undefined) {
    return null;
  }
  return mayFollow(record, config, open) ? unitName({ kind: 'sweep', after, round: roundAfter(record, after) }) : null;
}

/** A sweep that a person asked for by itself needs nothing but items; of the others each has its own rule. */
function mayFollow(record: RunRecord, config: Config, open: number): boolean {
  if (record.kind === 'sweep') {
    return open > 0;
  }
  return record.post_final_phase ? finalSweepAllowed(record, config, open) : sweepAllowed(record, config, open);
}

function roundAfter(record: RunRecord, after: string): number {
  return (record.sweeps ?? []).filter((sweep) => sweep.after === after).length + 1;
}
