import { sha256 } from '../../../src/base/digest.js';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { NO_PLAN, type Planning } from '../../../src/run/planning/planning.js';
import type { RunRecord } from '../../../src/run/record.js';
import { startRecord } from '../../../src/run/start.js';
import type { Trigger } from '../../../src/run/trigger.js';
import { BASE, NOW, trigger } from '../samples.js';

export const GOAL = 'A program that counts words.';

export function planTrigger(fields: Partial<NonNullable<Trigger['plan_request']>> = {}): Trigger {
  const request = { goal: GOAL, sha256: sha256(GOAL), interview: false, review: true, ...fields };
  return trigger('plan', 'k1', { base: { ref: 'main', sha: BASE }, plan_request: request });
}

/** A run of kind `plan` that a shift has just claimed. */
export function planning(fields: Partial<Planning> = {}, record: Partial<RunRecord> = {}): RunRecord {
  const started = startRecord({
    trigger: planTrigger(),
    plan: NO_PLAN,
    planText: '',
    config: DEFAULT_CONFIG,
    configText: '',
    base: { ref: 'main', sha: BASE },
    originalBranch: null,
    nonce: 'n0',
    now: NOW,
  });
  const { planning: begun } = started;
  if (begun === undefined) {
    throw new TypeError('the run plans nothing');
  }
  return { ...started, status: 'running', planning: { ...begun, ...fields }, ...record };
}
