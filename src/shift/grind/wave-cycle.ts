import type { RunFiles } from '../../land/run-files.js';
import type { Order } from '../../run/record.js';
import type { CycleEnd } from '../unit/cycle-end.js';
import { type SessionInput, sessionCycle } from './session-cycle.js';

/** Carries out sessions that were handed out together, in the run's own checkout: the first of them; the next round takes the others. */
export async function waveCycle(input: SessionInput, files: RunFiles, orders: readonly Order[]): Promise<CycleEnd> {
  const [first] = orders;
  return first === undefined
    ? { kind: 'lost', reason: 'there is no order to carry out' }
    : sessionCycle(input, files, first);
}
