import { ok } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import { parsePlan } from '../../documents/plan.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { isoNow, type LandPorts, type RunFiles } from '../../land/run-files.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { runPath } from '../../ledger/paths.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { QueueEntry } from '../../run/queue.js';
import { startRecord } from '../../run/start.js';
import type { Trigger } from '../../run/trigger.js';
import { grindFiles } from '../grind/grind-files.js';
import type { ShiftRequest } from '../ports.js';

export interface NewRun {
  readonly trigger: Trigger;
  /** Of a grind run. */
  readonly material: GrindMaterial | null;
  readonly config: Config;
  readonly configText: string;
  readonly request: ShiftRequest;
}

/** The files of a run as the ledger has them, or those that it starts with; null when its plan cannot be read. */
export async function filesOf(
  land: LandPorts,
  state: LedgerState,
  entry: QueueEntry,
  fresh: NewRun,
): Promise<RunFiles | null> {
  if (entry.record !== null && state.tip !== null) {
    const tip = state.tip;
    const read = async (name: string) => (await land.ledger.readFile(tip, runPath(entry.runId, name))) ?? '';
    return {
      record: entry.record,
      planText: await read('plan.md'),
      deferredText: await read('deferred.md'),
      events: await read('events.jsonl'),
      ...(entry.record.grind === undefined ? {} : { grind: await grindFiles(land, tip, entry.record) }),
    };
  }
  const { trigger, config, request } = fresh;
  const planText = trigger.plan?.text ?? '';
  const { material } = fresh;
  const plan = trigger.verb === 'plan' || trigger.verb === 'grind' ? ok(NO_PLAN) : parsePlan(planText);
  if (!plan.ok || trigger.base === null) {
    return null;
  }
  const record = startRecord({
    trigger,
    plan: plan.value,
    planText,
    config,
    configText: fresh.configText,
    base: trigger.base,
    originalBranch: request.originalBranch,
    nonce: request.nonce,
    now: isoNow(land.clock),
    ...(material === null ? {} : { grind: { material, known: state.rotations?.get(material.rotation.name) ?? null } }),
  });
  const files = { record, planText, deferredText: trigger.sweep_request?.deferred ?? '', events: '' };
  return record.grind === undefined ? files : { ...files, grind: { sessions: [], scratchpad: '' } };
}
