import { ok } from '../../base/result.js';
import { layered } from '../../grind/budgets.js';
import { type Step, step } from '../advance.js';
import { notesIn, withNotes } from '../notes/take-notes.js';
import { applyToPlanning } from '../planning/apply-to-planning.js';
import type { RunRecord } from '../record.js';
import type { SweepState } from '../sweep/after-unit.js';
import type { Trigger } from '../trigger.js';

/** Applies an accepted command. `play` is applied by the record's existence. */
export function applyTrigger(record: RunRecord, trigger: Trigger, now: string): Step {
  if (trigger.verb === 'note') {
    return ok({ ...withNotes(record, notesIn([trigger])), updated_at: now });
  }
  if (trigger.verb === 'skip' || trigger.verb === 'pause') {
    return ok(steered(record, trigger, now));
  }
  const applied = { applied_triggers: [...record.applied_triggers, trigger.key], updated_at: now };
  if (trigger.verb === 'fold') {
    return step(record, 'fold', { ...applied, orders: {}, halt: null });
  }
  if (trigger.verb === 'rebuy') {
    const fresh = { idle_shifts: 1, shifts: 1, final_sweeps: 0, agent_waits: undefined, orders: freshAttempts(record) };
    return step(record, 'rebuy', {
      ...applied,
      halt: null,
      ...fresh,
      ...boughtBack(record, trigger),
      ...overriding(record, trigger.sweep),
    });
  }
  return ok({ ...(applyToPlanning(record, trigger) ?? record), ...applied });
}

/** A person's word to a run at work: a skip concerns the session of that moment alone, a pause the sessions to come. */
function steered(record: RunRecord, trigger: Trigger, now: string): RunRecord {
  const pausing = trigger.verb === 'pause' && record.grind !== undefined;
  return {
    ...record,
    applied_triggers: [...record.applied_triggers, trigger.key],
    ...(pausing && record.grind !== undefined ? { grind: { ...record.grind, pausing: true } } : {}),
    updated_at: now,
  };
}

/** A grind run that goes on: no pause, failures and dry sessions counted anew, and the budgets that came with the command. */
function boughtBack({ grind }: RunRecord, { budgets }: Trigger): Partial<RunRecord> {
  if (grind === undefined) {
    return {};
  }
  const fresh = { pausing: false, consecutive_failures: 0, unchanged: 0, warned: [], stop: undefined };
  return { grind: { ...grind, ...fresh, budgets: layered(grind.budgets, budgets) } };
}

/** A word on sweeps that came with a command; without one the run's own stays in force. */
function overriding(record: RunRecord, wanted: Trigger['sweep']): Partial<SweepState> {
  switch (wanted) {
    case 'skip':
      return { sweep_override: 'skip', pending_sweep: false };
    case 'force':
      return { sweep_override: 'force', pending_sweep: record.pending_sweep || record.completed.length > 0 };
    case undefined:
      return {};
  }
}

/** After a person's word the fixer has all its attempts again, and every turn its second chance. */
function freshAttempts(record: RunRecord): RunRecord['orders'] {
  return Object.fromEntries(
    Object.entries(record.orders).map(([nonce, order]) => [nonce, { ...order, fix: 0, asked_again: undefined }]),
  );
}

/** A command that came too late for this run is marked as seen, so that it is not tried again. */
export function ignoreTrigger(record: RunRecord, trigger: Trigger): RunRecord {
  return { ...record, applied_triggers: [...record.applied_triggers, trigger.key] };
}
