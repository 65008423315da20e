import { describe, expect, test } from '@jest/globals';
import { finishLine } from '../../../src/report/grind/finish-line.js';
import { grindHalts, grindWaits } from '../../../src/run/grind/grind-halts.js';
import { halts } from '../../../src/run/halts.js';
import type { RunRecord } from '../../../src/run/record.js';
import { grindRecord } from '../../run/grind/samples.js';
import { RUN } from '../../run/samples.js';

const spent = grindHalts.grindBudgetSpent({
  kind: 'iterations',
  key: 'max_iterations',
  text: 'max-iterations reached: 4 >= 4',
});
const dry = { reason: 'dry_spell', text: 'dry spell: nothing changed in 5 sessions' } as const;

describe('the last line of a grind run', () => {
  const cases: readonly (readonly [string, RunRecord])[] = [
    ['Completed', grindRecord({ status: 'finished' })],
    [`Completed (${dry.text})`, grindRecord({ status: 'finished' }, { stop: dry })],
    ['Drained', grindRecord({ status: 'waiting', wait: grindWaits.paused() })],
    [
      'Waiting (agent_quota)',
      grindRecord({ status: 'waiting', wait: { ...grindWaits.paused(), code: 'agent_quota' } }),
    ],
    ['Aborted', grindRecord({ status: 'halted', halt: halts.interrupted() })],
    ['Aborted (folded)', grindRecord({ status: 'folded' })],
    ['BudgetExhausted (max-iterations reached: 4 >= 4)', grindRecord({ status: 'halted', halt: spent })],
    [
      'ConsecutiveFailureLimit (3)',
      grindRecord({ status: 'halted', halt: grindHalts.failureLimit(3, null) }, { consecutive_failures: 3 }),
    ],
    ['Halted (push_refused)', grindRecord({ status: 'halted', halt: halts.pushRefused('no') })],
  ];

  test.each(cases)('says %s', (outcome, record) => {
    expect(finishLine(record, 2)).toBe(`run ${RUN} ${outcome}: 2 sessions on branch pitboss/grind/${RUN}`);
  });

  test('counts one session as one', () => {
    expect(finishLine(grindRecord({ status: 'finished' }), 1)).toContain(': 1 session on branch');
  });
});
