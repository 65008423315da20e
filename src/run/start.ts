import { sha256 } from '../base/digest.js';
import type { Config } from '../config/config.js';
import type { Plan } from '../documents/plan.js';
import type { GrindMaterial } from '../grind/rotation.js';
import type { RotationState } from '../grind/rotation-state.js';
import { GRIND_BRANCH_PREFIX, startGrind } from './grind/start-grind.js';
import { limitsOf } from './money/limits.js';
import { startPlanning } from './planning/start-planning.js';
import type { RunRecord } from './record.js';
import type { Trigger } from './trigger.js';

export interface StartFacts {
  readonly trigger: Trigger;
  readonly plan: Plan;
  readonly planText: string;
  readonly config: Config;
  readonly configText: string;
  /** For `grind`: its prompts and rotation, and where earlier runs left the rotation. */
  readonly grind?: { readonly material: GrindMaterial; readonly known: RotationState | null };
  readonly base: { readonly ref: string; readonly sha: string };
  /** Branch that was checked out when the command was given; null on GitHub. */
  readonly originalBranch: string | null;
  readonly nonce: string;
  readonly now: string;
}

/** The record of a run that has just been accepted; nobody holds it yet. */
export function startRecord(facts: StartFacts): RunRecord {
  const record = playRecord(facts);
  const wanted = facts.trigger.plan_request;
  if (facts.trigger.verb === 'plan' && wanted !== undefined) {
    return { ...record, kind: 'plan', branch: '', planning: startPlanning(wanted, facts.config) };
  }
  const grinding = facts.trigger.grind_request;
  if (facts.trigger.verb === 'grind' && grinding !== undefined && facts.grind !== undefined) {
    const { material, known } = facts.grind;
    return {
      ...record,
      kind: 'grind',
      branch: `${GRIND_BRANCH_PREFIX}${facts.trigger.run_id}`,
      started_phase: '',
      plan_sha256: '',
      grind: startGrind(grinding, material, known),
    };
  }
  const request = facts.trigger.sweep_request;
  if (facts.trigger.verb !== 'sweep' || request === undefined) {
    return record;
  }
  const { parent_run, after, max_items, audit } = request;
  return {
    ...record,
    kind: 'sweep',
    parent_run,
    started_phase: after ?? record.started_phase,
    sweep_request: { after, max_items, audit },
    // No phase is to come, and one sweep is owed.
    post_final_phase: true,
    pending_sweep: true,
  };
}

function playRecord(facts: StartFacts): RunRecord {
  const { trigger, plan, config } = facts;
  return {
    schema: 1,
    kind: 'play',
    run_id: trigger.run_id,
    parent_run: null,
    status: 'queued',
    branch: `${config.git.branch_prefix}${trigger.run_id}`,
    original_branch: facts.originalBranch,
    started_at: trigger.at,
    updated_at: facts.now,
    started_phase: plan.currentPhase,
    completed: [],
    commits: {},
    attempts: {},
    audits: {},
    token_usage: { input: 0, output: 0, by_role: {} },
    pending_sweep: false,
    consecutive_sweeps: 0,
    final_sweeps: 0,
    sweep_override: trigger.sweep ?? 'none',
    sweeps: [],
    deferred_item_attempts: {},
    post_final_phase: false,
    base: { ref: facts.base.ref, sha: facts.base.sha },
    head_sha: facts.base.sha,
    orders: {},
    lease: null,
    next_nonce: facts.nonce,
    wake_at: null,
    halt: null,
    usage: { by_role: {}, unsettled_usd: 0 },
    tests: null,
    baseline_failures: [],
    trigger: trigger.key,
    applied_triggers: [trigger.key],
    issue: trigger.issue?.number ?? null,
    ...(trigger.issue?.pull_request === true ? { issue_is_pull: true } : {}),
    requested_by: { login: trigger.actor.login, id: trigger.actor.id },
    plan_sha256: trigger.plan?.sha256 ?? sha256(facts.planText),
    config_sha256: sha256(facts.configText),
    approval: trigger.approval ?? null,
    shifts: 0,
    idle_shifts: 0,
    effects: {},
    limits: limitsOf(config),
  };
}
