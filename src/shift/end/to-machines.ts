import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import { spentUsd } from '../../run/budget.js';
import type { Order } from '../../run/record.js';
import { recorded } from '../grind/wave/hand-out.js';
import type { ShiftOutcome } from '../ports.js';
import type { Shift } from '../unit/shift.js';
import { withEffects } from './close.js';

/**
 * Ends the shift with sessions for other machines of this workflow run. The lease is kept: the job that lands them holds the run
 * under the same one, so nobody takes it over in between.
 */
export async function toMachines(
  shift: Shift,
  files: RunFiles,
  plan: Plan,
  orders: readonly Order[],
): Promise<ShiftOutcome> {
  // A wave may take hours, and nobody writes meanwhile: it is shown however short ago something else was.
  await shift.show.show(files, plan, 'start');
  const out = await recorded(shift.land, await withEffects(shift, files));
  if (out.kind === 'not') {
    return { kind: 'lost', reason: `the sessions could not be handed out (${out.outcome.kind})` };
  }
  const { record, planText } = out.files;
  const sessions = orders.flatMap(({ session }) => (session === undefined ? [] : [session.seq]));
  const { ports, land, started } = shift;
  ports.tell({
    kind: 'effect',
    what: `handed ${sessions.length} sessions out to ${sessions.length} jobs of this workflow run`,
  });
  ports.tell({
    kind: 'ended',
    runId: record.run_id,
    status: 'handed_over',
    halt: null,
    usd: spentUsd(record),
    seconds: (land.clock.now() - started) / 1000,
  });
  return { kind: 'handed_out', record, planText, sessions };
}
