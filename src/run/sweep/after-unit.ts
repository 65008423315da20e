import type { Config } from '../../config/config.js';
import type { RunRecord } from '../record.js';
import { finalSweepAllowed, sweepAllowed } from './rules.js';
import { countSurvivors, onlyOpen } from './staleness.js';

/** What a record knows about sweeps. */
export type SweepState = Pick<
  RunRecord,
  'pending_sweep' | 'consecutive_sweeps' | 'final_sweeps' | 'sweep_override' | 'deferred_item_attempts' | 'sweeps'
>;

export interface Backlog {
  readonly config: Config;
  /** Texts of the items that are open now. */
  readonly open: readonly string[];
}

/** After a phase: whether a sweep is owed before the next one or, after the last, the loop begins that works off the rest. */
export function afterPhase(record: RunRecord, more: boolean, { config, open }: Backlog): Partial<SweepState> {
  const fresh = { ...record, consecutive_sweeps: 0, final_sweeps: 0 };
  const allowed = more ? sweepAllowed : finalSweepAllowed;
  return {
    pending_sweep: allowed(fresh, config, open.length),
    consecutive_sweeps: 0,
    final_sweeps: 0,
    deferred_item_attempts: onlyOpen(record.deferred_item_attempts, open),
  };
}

export interface SweepDone {
  readonly after: string;
  readonly round: number;
  readonly commit: string | null;
  /** Texts of the items that were open before. */
  readonly openBefore: readonly string[];
}

/** Items that a sweep resolved: how many fewer are open. */
export function resolvedItems(openBefore: readonly string[], open: readonly string[]): number {
  return Math.max(0, openBefore.length - open.length);
}

/**
 * After a sweep: counters, and whether another one follows. One follows only where this one resolved something, so a backlog that
 * nobody can work off costs one sweep and not all that are allowed.
 */
export function afterSweep(record: RunRecord, done: SweepDone, { config, open }: Backlog): Partial<SweepState> {
  const resolved = resolvedItems(done.openBefore, open);
  const counted: RunRecord = {
    ...record,
    consecutive_sweeps: record.consecutive_sweeps + 1,
    final_sweeps: (record.final_sweeps ?? 0) + (record.post_final_phase ? 1 : 0),
    // A forced sweep is forced once.
    sweep_override: record.sweep_override === 'force' ? 'none' : record.sweep_override,
  };
  const allowed = record.post_final_phase ? finalSweepAllowed : sweepAllowed;
  const { after, round, commit } = done;
  return {
    pending_sweep: record.kind === 'play' && resolved > 0 && allowed(counted, config, open.length),
    consecutive_sweeps: counted.consecutive_sweeps,
    final_sweeps: counted.final_sweeps,
    sweep_override: counted.sweep_override,
    deferred_item_attempts: countSurvivors(record.deferred_item_attempts, done.openBefore, open),
    sweeps: [...(record.sweeps ?? []), { after, round, resolved, left: open.length, commit }],
  };
}

/** After a sweep that halted once an agent had been started: its items have outlived one more try. */
export function afterHaltedSweep(record: RunRecord, openBefore: readonly string[], open: readonly string[]): RunRecord {
  return { ...record, deferred_item_attempts: countSurvivors(record.deferred_item_attempts, openBefore, open) };
}
