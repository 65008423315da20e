import { isDeepStrictEqual } from 'node:util';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { stableJson } from '../../src/base/stable-json.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parsePlan } from '../../src/documents/plan.js';
import { PRUNED_PATH, runPath, SCHEMA_PATH } from '../../src/ledger/paths.js';
import { ledgerState } from '../../src/ledger/state.js';
import { triggerPath } from '../../src/run/ids.js';
import { entryOf, isRemoved, liveRuns } from '../../src/run/queue.js';
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

const TRIGGERS = [
  TRIGGER,
  { ...TRIGGER, verb: 'note', note: { text: 'Use tabs.' }, plan: null, base: null },
  { ...TRIGGER, verb: 'answer', text: '1. Yes', plan: null, base: null },
  {
    ...TRIGGER,
    verb: 'plan',
    plan: null,
    plan_request: { goal: 'g', sha256: '0'.repeat(64), interview: true, review: true },
  },
].map((trigger) => stableJson(trigger));
const NOTE = { key: 'k2', by: 'ada', at: NOW, text: 'Use tabs.', shown: ['phase/01'] };
const PLANNING = {
  goal: 'A search',
  review: true,
  step: 'answers',
  questions: ['Who uses it?'],
  answers: null,
  drafts: 0,
  drafted_at: null,
  note: null,
  revisions: 0,
  max_revisions: 3,
};
const PRUNED = {
  schema: 1,
  runs: { [RUN]: { status: 'finished', ended_at: NOW, issue: 3 } },
  spent_usd_by_issue: { '3': 1.5 },
};

export const STATE_TARGETS: readonly Target[] = [
  { name: 'record', share: 2, make: (random) => mutateJson(random, [recordText()]), check: checkRecord },
  { name: 'trigger', share: 6, make: (random) => mutateJson(random, TRIGGERS), check: checkTrigger },
  { name: 'pruned runs', share: 2, make: (random) => mutateJson(random, [stableJson(PRUNED)]), check: checkPruned },
  { name: 'ledger layout', share: 2, make: (random) => mutateJson(random, ['{"schema": 1}\n']), check: checkLayout },
];

let kept: string | null = null;

function recordText(): string {
  const plan = parsePlan(TEXT);
  if (kept === null && plan.ok) {
    const facts = { trigger: TRIGGER, plan: plan.value, planText: TEXT, config: DEFAULT_CONFIG, configText: '' };
    const started = startRecord({
      ...facts,
      base: { ref: 'main', sha: '1'.repeat(40) },
      originalBranch: null,
      nonce: 'n0',
      now: NOW,
    });
    kept = stableJson({ ...started, notes: [NOTE], planning: PLANNING });
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

/** Read, it is written and read again as the same, and a run that it names is over; anything else stops the reading with words. */
function checkPruned(input: string): string | null {
  const files = new Map([
    [PRUNED_PATH, input],
    [triggerPath(NOW, TRIGGER.key), stableJson(TRIGGER)],
  ]);
  try {
    const state = ledgerState(null, files);
    const { pruned } = state;
    if (pruned === undefined) {
      return 'neither read nor told';
    }
    const named = Object.hasOwn(pruned.runs, RUN);
    if (isRemoved(entryOf(state, RUN)) !== named || liveRuns(state).some(({ runId }) => runId === RUN) === named) {
      return 'a removed run looks like one that waits, or the other way round';
    }
    const again = ledgerState(null, new Map([[PRUNED_PATH, stableJson(pruned)]])).pruned;
    return isDeepStrictEqual(again, pruned) ? null : 'what was written is read as something else';
  } catch (error) {
    return error instanceof PitbossError && error.code === 'ledger_file_unreadable' ? null : String(error);
  }
}
