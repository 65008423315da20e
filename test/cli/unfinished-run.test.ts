import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/base/digest.js';
import { unfinishedRun } from '../../src/cli/play.js';
import type { LedgerState } from '../../src/ledger/ledger.js';
import type { RunRecord } from '../../src/run/record.js';
import { planText, RUN, record, trigger } from '../run/samples.js';

const TEXT = planText(3);
const PLAY = trigger('play', 'k1', { plan: { source: 'file', path: 'p', text: TEXT, sha256: sha256(TEXT) } });

function state(runs: readonly RunRecord[], triggers = [PLAY]): LedgerState {
  return { tip: null, triggers, runs: new Map(runs.map((run) => [run.run_id, run])), spend: new Map(), problems: [] };
}

describe('playing a plan again goes on with', () => {
  test('the run that was accepted and never taken up, instead of putting a second one behind it', () => {
    expect(unfinishedRun(state([]), TEXT)).toMatchObject({ runId: RUN, status: 'pending' });
  });

  test.each(['running', 'halted'] as const)('a %s run, also when its command is not kept any more', (status) => {
    const runs = [record({ status, applied_triggers: ['k1'] })];
    expect(unfinishedRun(state(runs), TEXT)).toMatchObject({ runId: RUN, status });
    expect(unfinishedRun(state(runs, []), TEXT)).toMatchObject({ runId: RUN, status });
  });

  test('no run that is over, and none of another plan', () => {
    expect(unfinishedRun(state([record({ status: 'finished', applied_triggers: ['k1'] })]), TEXT)).toBeNull();
    expect(unfinishedRun(state([]), planText(2))).toBeNull();
  });
});
