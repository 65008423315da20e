import { acceptComment } from '../../../src/commands/accept.js';
import type { GrindState } from '../../../src/grind/grind-state.js';
import { FRESH_SCHEDULER } from '../../../src/grind/scheduler.js';
import type { RunRecord } from '../../../src/run/record.js';
import type { Trigger } from '../../../src/run/trigger.js';
import { createHub, eventOf, type Hub, portsOf, recordOf } from '../fake-github.js';

export const PROMPT = '---\nname: lint\ndescription: Lint sweep\nmax_runs: 20\n---\n\nFix one lint finding.\n';
export const ROTATION = 'prompts:\n  - name: lint\n';
export const RUN = '20260101T000000Z-aaaaaa';

/** A repository with one prompt, and the rotation `nightly`. */
export function grindHub(config = ''): Hub {
  const hub = createHub();
  hub.files
    .set('.pitboss/grind/prompts/lint.md', PROMPT)
    .set('.pitboss/grind/rotations/nightly.yml', ROTATION)
    .set('.github/pitboss.yml', config);
  return hub;
}

export function stateOfGrind(change: Partial<GrindState> = {}): GrindState {
  return {
    rotation: 'default',
    prompt_names: ['lint'],
    scheduler: FRESH_SCHEDULER,
    carry: false,
    runs_before: {},
    budgets: {},
    iterations: 0,
    consecutive_failures: 0,
    unchanged: 0,
    last_seq: 0,
    counts: {},
    recent: [],
    warned: [],
    pausing: false,
    ...change,
  };
}

/** Puts a grind run on the ledger. */
export function withRun(hub: Hub, change: Partial<RunRecord> = {}, grind: Partial<GrindState> = {}): Hub {
  hub.runs.set(RUN, recordOf(RUN, { kind: 'grind', grind: stateOfGrind(grind), ...change }));
  return hub;
}

export const LEASE = { workflow_run_id: '77', attempt: 1, nonce: 'n', since: '2026-01-02T00:00:00Z' };

/** A comment; gives the triggers on the ledger, in order. */
export async function say(hub: Hub, body: string, id = 100): Promise<readonly Trigger[]> {
  await acceptComment(eventOf(hub, body, { id }), portsOf(hub));
  return [...hub.triggers.values()];
}
