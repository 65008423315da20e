import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import { spentUsd } from '../../run/budget.js';
import { dispatchNext } from '../dispatch-next.js';
import type { ShiftOutcome } from '../ports.js';
import type { Shift } from '../unit/shift.js';
import { giveBack } from './give-back.js';

/** Writes the last word of this shift: effects first, then record and lease in one push. */
export async function close(shift: Shift, files: RunFiles, plan: Plan): Promise<ShiftOutcome> {
  const hurry = shift.ports.signal.aborted;
  const kept = hurry ? await giveBack(shift, files) : files;
  // A run that sleeps has not ended, and makes no comment of its own each day. A paused one has, until somebody says otherwise.
  const sleeps = kept.record.status === 'waiting' && kept.record.kind !== 'plan' && kept.record.wait?.code !== 'paused';
  await shift.show.show(kept, plan, sleeps ? 'start' : 'end');
  const done = hurry ? await giveBack(shift, kept) : await giveBack(shift, await withEffects(shift, kept));
  shift.ports.tell({
    kind: 'ended',
    runId: done.record.run_id,
    status: done.record.status,
    halt: done.record.status === 'waiting' ? (done.record.wait ?? null) : done.record.halt,
    usd: spentUsd(done.record),
    seconds: (shift.land.clock.now() - shift.started) / 1000,
  });
  await dispatchNext(shift.ports, shift.land, shift.config);
  return { kind: 'ended', record: done.record, planText: done.planText };
}

export async function withEffects(shift: Shift, files: RunFiles): Promise<RunFiles> {
  const effects = await shift.show.settled();
  return effects === null ? files : { ...files, record: { ...files.record, effects } };
}

/** Gives the run to the next shift, as it is. */
export async function handOver(shift: Shift, files: RunFiles, plan: Plan): Promise<ShiftOutcome> {
  await shift.show.show(files, plan, 'progress');
  const done = await giveBack(shift, await withEffects(shift, files));
  shift.ports.tell({
    kind: 'ended',
    runId: done.record.run_id,
    status: 'handed_over',
    halt: null,
    usd: spentUsd(done.record),
    seconds: (shift.land.clock.now() - shift.started) / 1000,
  });
  await dispatchNext(shift.ports, shift.land, shift.config);
  return { kind: 'handed_over', record: done.record, planText: done.planText };
}
