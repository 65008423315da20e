import type { RunFiles } from '../../../land/run-files.js';
import { sessionsInFlight } from '../../../run/grind/session-order.js';
import type { CycleEnd } from '../../unit/cycle-end.js';
import { carryWave } from '../wave/carry-wave.js';
import { inClones, type LandingInput, waveInput } from '../wave/wave-cycle.js';
import { receiveSession } from './receive-session.js';

/**
 * Lands what the sessions of a wave came to on machines of their own, as if they had worked here: in the order of their numbers, merged
 * and proved. One whose machine left nothing stays open and begins again; what was set aside for it is spent.
 */
export function landReceived(input: LandingInput, files: RunFiles, downloads: string): Promise<CycleEnd> {
  const { land, material, request, ports } = input;
  const orders = sessionsInFlight(files.record).filter(({ session }) => session?.detached === true);
  const receiving = { land, material, request, downloads, tell: ports.tell };
  const work = (order: (typeof orders)[number]) => receiveSession(receiving, files, order);
  return inClones(input, () => carryWave(waveInput(input, files, work), files, orders));
}
