import { stableJson } from '../../../base/stable-json.js';
import {
  isoNow,
  type LandPorts,
  type RunFiles,
  type WriteOutcome,
  withEvent,
  writeRun,
} from '../../../land/run-files.js';
import { sessionsInFlight } from '../../../run/grind/session-order.js';

export type HandedOut =
  | { readonly kind: 'out'; readonly files: RunFiles }
  | { readonly kind: 'not'; readonly outcome: Exclude<WriteOutcome, { kind: 'written' }> };

/**
 * The sessions of a wave on the ledger, with all their money, before anybody works: nothing is pushed for one until it has ended. A
 * push is spared where the ledger has them so already, because the claim or the landing before has said it.
 */
export async function handOut(land: LandPorts, files: RunFiles): Promise<HandedOut> {
  const { record } = files;
  const known = land.ledger.latest()?.runs.get(record.run_id);
  if (known !== undefined && stableJson(known.orders) === stableJson(record.orders)) {
    return { kind: 'out', files };
  }
  return recorded(land, files);
}

/** The same with a push in any case: nobody else will say what this process knows. */
export async function recorded(land: LandPorts, files: RunFiles): Promise<HandedOut> {
  const { record } = files;
  const now = isoNow(land.clock);
  const units = sessionsInFlight(record).map(({ unit }) => unit);
  const outcome = await writeRun(land, withEvent(files, now, { event: 'handed_out', units }), {
    message: `${units.length} sessions handed out`,
    lease: record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
  });
  return outcome.kind === 'written' ? { kind: 'out', files: outcome.files } : { kind: 'not', outcome };
}
