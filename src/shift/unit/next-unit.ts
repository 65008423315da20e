import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import type { InterruptReason } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { type SessionInput, sessionCycle } from '../grind/session-cycle.js';
import { waveCycle } from '../grind/wave/wave-cycle.js';
import { planningCycle } from '../planning/planning-cycle.js';
import { unitCycle } from '../unit-cycle.js';
import type { CycleEnd } from './cycle-end.js';
import { halted } from './kept-end.js';
import type { Shift } from './shift.js';

interface Next {
  readonly orders: readonly Order[];
  /** Whether the checkout is as the unit that landed just before left it. */
  readonly stands: boolean;
}

/** Carries out what was decided: one unit, or sessions side by side. */
export async function nextUnit(shift: Shift, files: RunFiles, plan: Plan, { orders, stands }: Next): Promise<CycleEnd> {
  const { agents } = shift;
  // As the record has them now: the ground may have moved under them.
  const open = orders.flatMap(({ nonce }) => files.record.orders[nonce] ?? []);
  const [order] = open;
  if (order === undefined) {
    return { kind: 'lost', reason: 'there is no order to carry out' };
  }
  if ('code' in agents) {
    // Only a job that landed what others had worked gets this far without an agent: landing needs none.
    return halted(shift, files, agents);
  }
  if (shift.watch.signal.aborted) {
    return { kind: 'interrupted', files, reason: reasonOf(shift.watch.signal) };
  }
  const effects = await shift.show.settled();
  const current = effects === null ? files : { ...files, record: { ...files.record, effects } };
  const input = { ...shift, agents, treeStands: stands };
  if (shift.grind !== null) {
    const session = { ...input, ...shift.grind };
    return open.length > 1 ? wave(session, current, open) : sessionCycle(session, current, order);
  }
  return (current.record.kind === 'plan' ? planningCycle : unitCycle)(input, current, plan, order);
}

/** Sessions side by side: here, or each on a machine of its own. The job that lands some hands out no others: its next workflow run does. */
async function wave(input: SessionInput, files: RunFiles, orders: readonly Order[]): Promise<CycleEnd> {
  const { fleet } = input.ports;
  if (fleet === undefined) {
    return waveCycle(input, files, orders);
  }
  return fleet === 'hands_out'
    ? { kind: 'handed_out', files, orders }
    : { kind: 'interrupted', files, reason: 'unsaved' };
}

function reasonOf(signal: AbortSignal): InterruptReason {
  const reason: unknown = signal.reason;
  return reason === 'deadline' || reason === 'fold' || reason === 'lease_lost' ? reason : 'signal';
}
