import type { Plan } from '../../documents/plan.js';
import { isoNow, type RunFiles, withEvent } from '../../land/run-files.js';
import { haltRun } from '../../run/advance.js';
import { applyTrigger, ignoreTrigger } from '../../run/commands/apply-trigger.js';
import { halts } from '../../run/halts.js';
import type { RunRecord } from '../../run/record.js';
import type { ShiftOutcome } from '../ports.js';
import type { CycleEnd } from '../unit/cycle-end.js';
import type { Shift } from '../unit/shift.js';
import { close, handOver } from './close.js';
import { asleep } from './sleep.js';
import { toMachines } from './to-machines.js';

/** How a shift goes on after a unit that did not land: not at all, or by deciding anew. */
type AfterUnit = ShiftOutcome | { readonly kind: 'decide'; readonly files: RunFiles };

export async function afterUnit(
  shift: Shift,
  end: Exclude<CycleEnd, { kind: 'landed' }>,
  plan: Plan,
): Promise<AfterUnit> {
  if (end.kind === 'lost') {
    return { kind: 'lost', reason: end.reason };
  }
  if (end.kind === 'handed_out') {
    return toMachines(shift, end.files, plan, end.orders);
  }
  if (end.kind === 'halted') {
    return close(shift, end.files, plan);
  }
  const now = isoNow(shift.land.clock);
  switch (end.reason) {
    case 'fold':
      shift.show.acknowledge(shift.watch.newCommands());
      return close(
        shift,
        withEvent({ ...end.files, record: applyCommands(shift, end.files.record) }, now, { event: 'folded' }),
        plan,
      );
    case 'signal': {
      const step = haltRun(end.files.record, halts.interrupted(), now);
      return close(
        shift,
        step.ok
          ? withEvent({ ...end.files, record: step.value }, now, { event: 'halted', code: 'interrupted' })
          : end.files,
        plan,
      );
    }
    case 'parked':
      // The unit is saved; where it does not say what it waits for, deciding anew says for how long, or that there is money again.
      return end.wait === undefined
        ? { kind: 'decide', files: end.files }
        : close(shift, asleep(end.files, end.wait, { most: shift.config.agent.max_waits, now }), plan);
    case 'lease_lost':
      return { kind: 'lost', reason: 'another shift took the run over' };
    case 'deadline':
    case 'unsaved':
      return handOver(shift, end.files, plan);
  }
}

function applyCommands(shift: Shift, record: RunRecord): RunRecord {
  const now = isoNow(shift.land.clock);
  // What a grind run has taken up on its way is not seen on the ledger before the next reading.
  const fresh = shift.watch.newCommands().filter(({ key }) => !record.applied_triggers.includes(key));
  return fresh.reduce((current, trigger) => {
    const step = applyTrigger(current, trigger, now);
    return step.ok ? step.value : ignoreTrigger(current, trigger);
  }, record);
}
