import type { RunFiles } from '../../land/run-files.js';
import { grindHalts } from '../../run/grind/grind-halts.js';
import type { Halt } from '../../run/record.js';

/**
 * Why a grind run cannot go on from what the ledger holds of it, or null. Record and session leave in one commit, so that they belong
 * together unless somebody edited the ledger by hand.
 */
export function outOfSync({ record, grind }: Pick<RunFiles, 'record' | 'grind'>): Halt | null {
  const counted = record.grind?.iterations ?? 0;
  const found = grind?.sessions.length ?? 0;
  return counted === found ? null : grindHalts.sessionsOutOfSync(counted, found);
}
