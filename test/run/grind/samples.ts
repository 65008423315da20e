import type { GrindState } from '../../../src/grind/grind-state.js';
import { FRESH_SCHEDULER } from '../../../src/grind/scheduler.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { NOW, order, RUN, record } from '../samples.js';

/** A rotation in which two sessions have ended. */
export function grindState(fields: Partial<GrindState> = {}): GrindState {
  return {
    rotation: 'nightly',
    prompt_names: ['docs', 'lint-sweep'],
    scheduler: { ...FRESH_SCHEDULER, rotation: 2, runs_per_prompt: { docs: 1, 'lint-sweep': 1 } },
    carry: false,
    runs_before: {},
    budgets: {},
    iterations: 2,
    consecutive_failures: 1,
    unchanged: 0,
    last_seq: 2,
    counts: { ok: 1, error: 1 },
    recent: [
      { seq: 1, prompt: 'docs', status: 'ok', commit: 'c'.repeat(40), usd: 0.5, summary: 'Two pages mended.' },
      { seq: 2, prompt: 'lint-sweep', status: 'error', commit: null, usd: 0.25, summary: 'verify failed: 1 test' },
    ],
    warned: [],
    pausing: false,
    ...fields,
  };
}

/** The record of a grind run. */
export function grindRecord(fields: Partial<RunRecord> = {}, grind: Partial<GrindState> = {}): RunRecord {
  return record({
    kind: 'grind',
    status: 'running',
    branch: `pitboss/grind/${RUN}`,
    started_phase: '',
    plan_sha256: '',
    grind: grindState(grind),
    ...fields,
  });
}

/** The order for a session. */
export function sessionOrderOf(
  seq: number,
  prompt: string,
  fields: Partial<NonNullable<Order['session']>> = {},
): Order {
  return order({
    nonce: `s${seq}`,
    unit: `session/${String(seq).padStart(4, '0')}-${prompt}`,
    session: {
      seq,
      prompt,
      rotation: seq,
      parallel_safe: true,
      again: false,
      detached: false,
      started_at: NOW,
      max_usd: null,
      max_seconds: 1800,
      ...fields,
    },
  });
}
