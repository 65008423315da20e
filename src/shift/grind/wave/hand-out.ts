import { stableJson } from '../../../base/stable-json.js';
import {
  isoNow,
  type LandPorts,
  type RunFiles,
  type WriteOutcome,
  withEvent,
  writeRun,
} from '../../../land/run-files.js';
import { issued } from '../../../run/advance.js';
import type { Decision } from '../../../run/decide.js';

type Wave = Extract<Decision, { kind: 'wave' }>;

export type HandedOut =
  | { readonly kind: 'out'; readonly files: RunFiles }
  | { readonly kind: 'not'; readonly outcome: Exclude<WriteOutcome, { kind: 'written' }> };

/**
 * The wave on the record, with all its money, before anybody works: nothing is pushed for a session until it has ended. A push is
 * spared where the ledger has it so already, because the claim or the landing before has said it.
 */
export async function handOut(land: LandPorts, files: RunFiles, wave: Wave): Promise<HandedOut> {
  const record = issued(files.record, wave);
  const known = land.ledger.latest()?.runs.get(record.run_id);
  if (known !== undefined && stableJson(known.orders) === stableJson(record.orders)) {
    return { kind: 'out', files: { ...files, record } };
  }
  const now = isoNow(land.clock);
  const units = wave.orders.map(({ unit }) => unit);
  const outcome = await writeRun(land, withEvent({ ...files, record }, now, { event: 'handed_out', units }), {
    message: `${units.length} session(s) handed out`,
    lease: record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
  });
  return outcome.kind === 'written' ? { kind: 'out', files: outcome.files } : { kind: 'not', outcome };
}
