import { isDeepStrictEqual } from 'node:util';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { stableJson } from '../../src/base/stable-json.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parsePlan } from '../../src/documents/plan.js';
import { runPath, SCHEMA_PATH } from '../../src/ledger/paths.js';
import { ledgerState } from '../../src/ledger/state.js';
import { triggerPath } from '../../src/run/ids.js';
import { liveRuns } from '../../src/run/queue.js';
import { startRecord } from '../../src/run/start.js';
import type { Trigger } from '../../src/run/trigger.js';
import { mutateJson } from './mutate.js';
import type { Target } from './target.js';

const NOW = '2026-03-01T10:00:00.000Z';
const RUN = '20260301T100000Z-aaaaaa';
const TEXT = '---\ncurrent_phase: "01"\n---\n\n# Phase 01: First\n\nWrite it.\n';
const TRIGGER: Trigger = {
  schema: 1,
  key: 'k1',
  verb: 'play',
  at: NOW,
  run_id: RUN,
  actor: { login: 'ada', id: 7, permission: 'write' },
  source: { event: 'issue_comment', comment_id: 11, url: null },
  issue: { number: 3, title: 'Build it' },
  plan: { source: 'issue', path: null, text: TEXT, sha256: '0'.repeat(64) },
  base: { ref: 'main', sha: '1'.repeat(40) },
};

export const STATE_TARGETS: readonly Target[] = [
  { name: 'record', share: 2, make: (random) => mutateJson(random, [recordText()]), check: checkRecord },
  { name: 'trigger', share: 6, make: (random) => mutateJson(random, [stableJson(TRIGGER)]), check: checkTrigger },
  { name: 'ledger layout', share: 2, make: (random) => mutateJson(random, ['{"schema": 1}\n']), check: checkLayout },
];

let kept: string | null = null;

function recordText(): string {
  const plan = parsePlan(TEXT);
  if (kept === null && plan.ok) {
    const facts = { trigger: TRIGGER, plan: plan.value, planText: TEXT, config: DEFAULT_CONFIG, configText: '' };
    kept = stableJson(
      startRecord({
        ...facts,
        base: { ref: 'main', sha: '1'.repeat(40) },
        originalBranch: null,
        nonce: 'n0',
        now: NOW,
      }),
    );
  }
  return kept ?? '{}';
}

/** Read, it is written and read again as the same; not read, it is told, and nothing else is lost by it. */
function checkRecord(input: string): string | null {
  const path = runPath(RUN, 'run.json');
  const state = ledgerState(null, new Map([[path, input]]));
  liveRuns(state);
  const record = state.runs.get(RUN);
  if (record === undefined) {
    return state.problems.length === 1 && state.problems[0]?.problem !== '' ? null : 'neither read nor told';
  }
  const again = ledgerState(null, new Map([[path, stableJson(record)]])).runs.get(RUN);
  return isDeepStrictEqual(again, record) ? null : 'what was written is read as another record';
}

function checkTrigger(input: string): string | null {
  const path = triggerPath(NOW, TRIGGER.key);
  const state = ledgerState(null, new Map([[path, input]]));
  liveRuns(state);
  const [trigger] = state.triggers;
  if (trigger === undefined) {
    return state.problems.length === 1 ? null : 'neither read nor told';
  }
  const [again] = ledgerState(null, new Map([[path, stableJson(trigger)]])).triggers;
  return isDeepStrictEqual(again, trigger) ? null : 'what was written is read as another command';
}

/** A layout that is not ours is the one thing that stops a reading, and it stops it with words. */
function checkLayout(input: string): string | null {
  try {
    ledgerState(null, new Map([[SCHEMA_PATH, input]]));
    return null;
  } catch (error) {
    return error instanceof PitbossError && error.code === 'ledger_newer_schema' ? null : String(error);
  }
}
