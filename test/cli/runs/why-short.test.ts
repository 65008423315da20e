import { expect, test } from '@jest/globals';
import { whyShort } from '../../../src/cli/runs/why-short.js';
import { parsePlan } from '../../../src/documents/plan.js';
import type { LedgerState } from '../../../src/ledger/ledger.js';
import { NOTHING_PRUNED } from '../../../src/run/pruning/pruned.js';
import { entryOf } from '../../../src/run/queue.js';
import { planText, RUN, record, trigger } from '../../run/samples.js';

function entry(change: Partial<LedgerState>) {
  const none = { tip: 't', triggers: [trigger('play', 'k1')], runs: new Map(), spend: new Map(), problems: [] };
  return entryOf({ ...none, ...change }, RUN);
}

const WHOLE = parsePlan(planText(1));
const DAMAGED = parsePlan('');

test('a run whose plan on the ledger is damaged is not said to be new', () => {
  const taken = entry({ runs: new Map([[RUN, record()]]) });
  expect(whyShort(taken, DAMAGED)).toMatch(/^its plan\.md on the ledger cannot be read: .*[a-z]/);
});

test.each([WHOLE, DAMAGED])('a run without a record was not taken up, whatever its plan is', (plan) => {
  expect(whyShort(entry({}), plan)).toBe('no shift has taken it up yet');
});

test('of a run that was removed nothing else is said', () => {
  const runs = { [RUN]: { status: 'finished' as const, ended_at: '2026-03-01T11:00:00Z', issue: null } };
  expect(whyShort(entry({ pruned: { ...NOTHING_PRUNED, runs } }), DAMAGED)).toContain('removed from the ledger');
});
