import type { Clock } from '../../src/base/clock.js';
import { runIdFor } from '../../src/run/ids.js';
import type { RunRecord } from '../../src/run/record.js';
import type { Trigger } from '../../src/run/trigger.js';

export const AT = '2026-03-01T10:00:00Z';

/** A clock that never waits and remembers how long it should have. */
export function instantClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.parse(AT),
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
}

/** A repeatable stand-in for randomness, different for each seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

export function trigger(key: string, at = AT): Trigger {
  return {
    schema: 1,
    key,
    verb: 'play',
    at,
    run_id: runIdFor(at, key),
    actor: { login: 'ada', id: 7, permission: 'write' },
    source: { event: 'issue_comment', comment_id: 11, url: null },
    issue: { number: 3, title: 'Build it' },
    plan: null,
    base: { ref: 'main', sha: '1'.repeat(40) },
  };
}

export function record(runId: string, fields: Readonly<Record<string, unknown>> = {}): RunRecord {
  return {
    schema: 1,
    kind: 'play',
    run_id: runId,
    parent_run: null,
    status: 'queued',
    branch: `pitboss/play/${runId}`,
    original_branch: 'main',
    started_at: AT,
    updated_at: AT,
    started_phase: '01',
    completed: [],
    commits: {},
    attempts: {},
    audits: {},
    token_usage: { input: 0, output: 0, by_role: {} },
    pending_sweep: false,
    consecutive_sweeps: 0,
    deferred_item_attempts: {},
    post_final_phase: false,
    base: { ref: 'main', sha: '1'.repeat(40) },
    head_sha: '1'.repeat(40),
    orders: {},
    lease: null,
    next_nonce: 'n',
    wake_at: null,
    halt: null,
    usage: { by_role: {}, unsettled_usd: 0 },
    tests: null,
    baseline_failures: [],
    trigger: 'k',
    applied_triggers: [],
    issue: 3,
    requested_by: { login: 'ada', id: 7 },
    plan_sha256: 'f'.repeat(64),
    config_sha256: 'f'.repeat(64),
    approval: null,
    shifts: 0,
    idle_shifts: 0,
    effects: {},
    limits: { max_total_usd: null, max_total_tokens: null },
    ...fields,
  };
}

/** For Octokit: refusals are what the tests are about, so nobody needs to read of them. */
export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
