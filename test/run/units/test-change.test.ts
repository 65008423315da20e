import { expect, test } from '@jest/globals';
import type { Result } from '../../../src/base/result.js';
import { land, landSweep } from '../../../src/run/advance.js';
import type { RunRecord } from '../../../src/run/record.js';
import { NOW, order, progress, record } from '../samples.js';

function moved(step: Result<RunRecord, unknown>): RunRecord {
  if (!step.ok) {
    throw new TypeError(`refused: ${JSON.stringify(step.error)}`);
  }
  return step.value;
}

test('keeps where tests say less now, of phases and of sweeps: people are shown both', () => {
  const change = (unit: string) => ({
    unit,
    rule: 'skipped-test',
    path: 'a.test.ts',
    line: 3,
    what: 'test "adds" is skipped',
    before: '',
    after: '',
    level: 'finding' as const,
    reason: 'the feature it covers is gone',
  });
  const [first, second] = [change('phase/01'), change('sweep/01-1')];
  const running = record({ status: 'running' });
  const phase = moved(
    land(running, order(), {
      progress: progress({ testChanges: [first] }),
      phase: '01',
      commit: null,
      more: true,
      now: NOW,
    }),
  );
  const swept = landSweep(phase, order({ unit: 'sweep/01-1' }), {
    progress: progress({ testChanges: [second] }),
    commit: null,
    sweeping: {},
    now: NOW,
  });
  expect(moved(swept).test_changes).toEqual([first, second]);
});
