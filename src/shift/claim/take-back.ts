import { DEFAULT_CONFIG } from '../../config/config.js';
import { isoNow, type LandPorts, withEvent } from '../../land/run-files.js';
import { haltRun } from '../../run/advance.js';
import { settleLost } from '../../run/money/settle-lost.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import { entryOf } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import { startsRun } from '../../run/trigger.js';
import { runMaterial } from '../grind/run-material.js';
import type { ShiftPorts, ShiftRequest } from '../ports.js';
import { type Claimed, type Declined, declined } from './claimed.js';
import { filesOf } from './known-files.js';

/** Whether this very workflow run, in this attempt, holds a run that is at work. */
export function heldByUs(record: RunRecord | null, { holder }: Pick<ShiftRequest, 'holder'>): record is RunRecord {
  const lease = record?.lease ?? null;
  return (
    record?.status === 'running' &&
    lease !== null &&
    lease.workflow_run_id === holder.workflow_run_id &&
    lease.attempt === holder.attempt
  );
}

/**
 * Goes on with a run whose sessions an earlier job of this workflow run has handed out, under the lease of that job: nothing is claimed,
 * and commands wait for their moment as in any shift. Where prompts or configuration cannot be used any more, the run halts; where the
 * prompts are only others by now, what was handed out lands first.
 */
export async function takeBack(ports: ShiftPorts, land: LandPorts, request: ShiftRequest): Promise<Claimed | Declined> {
  const state = await land.ledger.read();
  const entry = entryOf(state, request.runId);
  const trigger = state.triggers.find((item) => item.run_id === request.runId && startsRun(item));
  const { record } = entry;
  if (trigger === undefined || !heldByUs(record, request)) {
    return declined(
      'not_handed_out',
      `Run ${request.runId} is not held by this workflow run any more; it goes on elsewhere.`,
    );
  }
  const loaded = await ports.loadConfig();
  const config = loaded.kind === 'loaded' ? loaded.config : DEFAULT_CONFIG;
  const { material, halt: unusable } = await runMaterial(ports, entry, trigger, config);
  const fresh = { trigger, material, config, configText: '', request };
  const files = await filesOf(land, state, entry, fresh);
  if (files === null) {
    return declined('not_handed_out', `Run ${request.runId} cannot be read.`);
  }
  const bases = Object.values(record.orders).map(({ base }) => base);
  await land.repository.fetch([...new Set([record.head_sha, record.base.sha, ...bases])]);
  const claimed = { kind: 'claimed', files, plan: NO_PLAN, config, trigger, material, applied: [] } as const;
  const prompts = await ports.prompts();
  const halt = unusable ?? (loaded.kind === 'invalid' ? loaded.halt : null) ?? (prompts.ok ? null : prompts.error);
  if (halt === null) {
    return claimed;
  }
  if (material !== null && loaded.kind === 'loaded') {
    // With nobody in its rotation no further session is handed out.
    return { ...claimed, material: { ...material, rotation: { ...material.rotation, prompts: [] } }, halting: halt };
  }
  const now = isoNow(land.clock);
  // What the machines spent nobody will book now.
  const step = haltRun(settleLost(record), halt, now);
  const halted = { ...files, record: step.ok ? step.value : record };
  return { ...claimed, files: withEvent(halted, now, { event: 'halted', code: halt.code }) };
}
